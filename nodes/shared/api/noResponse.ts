import type { Message } from '../message';
import type { Fault } from './fault';
import { noResponseMessages } from './faultMessages';
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
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'ERR_TLS_CERT_ALTNAME_FORMAT',
	'HOSTNAME_MISMATCH',
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
	[OWN_CODES.blocked]: noResponseMessages.blocked,
	[OWN_CODES.proxy]: noResponseMessages.proxy,
};

/** The same of codes that mean it only where the connection was never made. */
const UNSENT_WITHOUT_CONNECTION: Record<string, Message> = {
	EHOSTUNREACH: noResponseMessages.unreached,
	ENETUNREACH: noResponseMessages.unreached,
	EPROTO: noResponseMessages.otherProtocol,
};

/** What kept a request from being sent, and may be over at the next one. */
const NEVER_REACHED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/** The fault of a request that got no answer. */
export function faultWithoutAnswer(result: NoResponse): Fault {
	const { code } = result;
	const neverSent = result.neverSent === true;
	const unsent = unsentMeaning(code, neverSent);
	if (unsent !== undefined) return { ...unsent, verdict: 'refused' };
	if (neverSent || NEVER_REACHED.includes(code)) {
		return { ...noResponseMessages.unreached, verdict: 'unavailable', unreached: true };
	}
	return { ...messageFor(code), verdict: 'inDoubt' };
}

function unsentMeaning(code: string, neverSent: boolean): Message | undefined {
	if (CERTIFICATE_CODES.has(code)) return noResponseMessages.certificate;
	if (Object.hasOwn(UNSENT, code)) return UNSENT[code];
	if (!neverSent) return undefined;
	// OpenSSL's own names, where it broke off the handshake.
	if (code.startsWith('ERR_SSL_')) return noResponseMessages.otherProtocol;
	return UNSENT_WITHOUT_CONNECTION[code];
}

function messageFor(code: string): Message {
	// Node.js' parser of HTTP.
	const isOther = code.startsWith('HPE_');
	return isOther ? noResponseMessages.otherProtocol : noResponseMessages.broken;
}
