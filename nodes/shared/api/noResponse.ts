import type { Message } from '../message';
import type { Fault } from './fault';
import { noResponseMessages, unsentMessages } from './faultMessages';
import { OWN_CODES, type NoResponse } from './http';

/** Refusals of a certificate: Node.js' documentation of `tls`, "X509 certificate error codes". */
const CERTIFICATE_CODES = new Set([
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_GET_CRL',
	'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
	'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
	'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'CERT_SIGNATURE_FAILURE',
	'CERT_CHAIN_TOO_LONG',
	'CERT_REVOKED',
	'CERT_UNTRUSTED',
	'CERT_REJECTED',
	'CRL_SIGNATURE_FAILURE',
	'CRL_NOT_YET_VALID',
	'CRL_HAS_EXPIRED',
	'ERROR_IN_CERT_NOT_BEFORE_FIELD',
	'ERROR_IN_CERT_NOT_AFTER_FIELD',
	'ERROR_IN_CRL_LAST_UPDATE_FIELD',
	'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'INVALID_CA',
	'INVALID_PURPOSE',
	'PATH_LENGTH_EXCEEDED',
]);

/** What kept a request from being sent, and will keep the next one, by its code. */
const UNSENT: Record<string, Message> = {
	CERT_HAS_EXPIRED: unsentMessages.certificateDate,
	CERT_NOT_YET_VALID: unsentMessages.certificateDate,
	ERR_TLS_CERT_ALTNAME_INVALID: unsentMessages.certificateName,
	ERR_TLS_CERT_ALTNAME_FORMAT: unsentMessages.certificateName,
	HOSTNAME_MISMATCH: unsentMessages.certificateName,
	ERR_INVALID_CHAR: unsentMessages.keyCharacters,
	[OWN_CODES.blocked]: unsentMessages.blocked,
	[OWN_CODES.proxy]: unsentMessages.proxy,
};

/** The same of codes that mean it only where the connection was never made. */
const UNSENT_WITHOUT_CONNECTION: Record<string, Message> = {
	EHOSTUNREACH: unsentMessages.noRoute,
	ENETUNREACH: unsentMessages.noRoute,
	EPROTO: unsentMessages.noEncryption,
};

/** What kept a request from being sent, and may be over at the next one. */
const NEVER_REACHED: Record<string, Message> = {
	ECONNREFUSED: noResponseMessages.nothingAnswers,
	ENOTFOUND: noResponseMessages.hostNotFound,
	EAI_AGAIN: noResponseMessages.hostNotLookedUp,
};

const TOO_SLOW: string[] = [OWN_CODES.tooSlow, 'ECONNABORTED', 'ETIMEDOUT'];

/** The fault of a request that got no answer. */
export function faultWithoutAnswer(result: NoResponse): Fault {
	const { code } = result;
	const neverSent = result.neverSent === true;
	const unsent = unsentMeaning(code, neverSent);
	if (unsent !== undefined) return { ...unsent, verdict: 'refused' };
	const unreached = NEVER_REACHED[code];
	if (unreached !== undefined || neverSent) {
		const message = unreached ?? noResponseMessages.notConnected;
		return { ...message, verdict: 'unavailable', unreached: true };
	}
	return { ...messageFor(code), verdict: 'inDoubt' };
}

function unsentMeaning(code: string, neverSent: boolean): Message | undefined {
	if (CERTIFICATE_CODES.has(code)) return unsentMessages.certificate;
	if (Object.hasOwn(UNSENT, code)) return UNSENT[code];
	if (!neverSent) return undefined;
	// OpenSSL's own names, where it broke off the handshake.
	if (code.startsWith('ERR_SSL_')) return unsentMessages.noEncryption;
	return UNSENT_WITHOUT_CONNECTION[code];
}

function messageFor(code: string): Message {
	// Node.js' parser of HTTP.
	if (code.startsWith('HPE_')) return noResponseMessages.notHttp;
	return TOO_SLOW.includes(code) ? noResponseMessages.tooSlow : noResponseMessages.cut;
}
