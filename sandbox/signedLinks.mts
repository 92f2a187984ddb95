import { createHmac, randomBytes } from 'node:crypto';

/** Makes and checks the pre-signed links of the video host; another sandbox's links are wrong here. */
export class SignedLinks {
	private readonly secret = randomBytes(32);

	/** @param now milliseconds since 1970 */
	constructor(
		readonly ttlSeconds: number,
		private readonly now: () => number,
	) {}

	private signature(path: string, expires: string): string {
		return createHmac('sha256', this.secret).update(`${path}?${expires}`).digest('hex');
	}

	sign(path: string): string {
		const expires = String(Math.round(this.now() + this.ttlSeconds * 1000));
		return `${path}?expires=${expires}&signature=${this.signature(path, expires)}`;
	}

	judge(path: string, { expires = '', signature }: Record<string, string>) {
		if (signature !== this.signature(path, expires)) return 'wrong';
		return this.now() > Number(expires) ? 'expired' : 'good';
	}
}
