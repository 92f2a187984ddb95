import { createHmac, randomBytes } from 'node:crypto';

export type LinkVerdict = 'good' | 'expired' | 'wrong';

/** Makes and checks the pre-signed links of the video host; another sandbox's links are wrong here. */
export class SignedLinks {
	private readonly secret = randomBytes(32);

	private signature(path: string, expires: string): string {
		return createHmac('sha256', this.secret).update(`${path}?${expires}`).digest('hex');
	}

	/** @param expiresAt milliseconds since 1970 */
	sign(path: string, expiresAt: number): string {
		const expires = String(Math.round(expiresAt));
		return `${path}?expires=${expires}&signature=${this.signature(path, expires)}`;
	}

	/** @param now milliseconds since 1970 */
	judge(path: string, query: Record<string, string>, now: number): LinkVerdict {
		const { expires = '', signature } = query;
		if (signature !== this.signature(path, expires)) return 'wrong';
		return now > Number(expires) ? 'expired' : 'good';
	}
}
