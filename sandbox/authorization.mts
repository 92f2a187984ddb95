import { ApiError } from './apiError.mts';

export type KeyVerdict = 'right key' | 'wrong key' | 'absent';

/** What an Authorization header says about the key, without saying the key. */
export function judgeKey(authorization: string | undefined, key: string): KeyVerdict {
	const sent = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
	if (sent === undefined) return 'absent';
	return sent === key ? 'right key' : 'wrong key';
}

/** @throws {ApiError} INVALID_API_KEY (403) without a Bearer key, FAILED_TO_AUTH (401) with a wrong one */
export function requireKey(authorization: string | undefined, key: string): void {
	const verdict = judgeKey(authorization, key);
	if (verdict === 'absent') throw new ApiError('INVALID_API_KEY');
	if (verdict === 'wrong key') throw new ApiError('FAILED_TO_AUTH');
}
