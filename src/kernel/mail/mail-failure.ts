import { codeOf, OutageError } from '../outages/outage.js';

/** Codes of nodemailer for a server that is unreachable or refuses every message. */
const SERVER_DOWN: ReadonlySet<unknown> = new Set([
  'EAUTH',
  'ECONNECTION',
  'EDNS',
  'ENOAUTH',
  'EOAUTH2',
  'EPROTOCOL',
  'EPROXY',
  'ESOCKET',
  'ETIMEDOUT',
  'ETLS',
]);
/** Replies of RFC 5321 and RFC 4954: the service closes the connection, or cannot authenticate for now. */
const SERVER_REPLIES: ReadonlySet<unknown> = new Set([421, 454]);

/**
 * Distinguishes an outage of the mail server, a temporary refusal of one message (4yz of RFC 5321 §4.2.1) and a failed
 * message.
 * @returns the error to throw.
 */
export function mailFailure(error: unknown): unknown {
  const { code, responseCode } = (error ?? {}) as { readonly code?: unknown; readonly responseCode?: unknown };
  if (SERVER_DOWN.has(code) || SERVER_REPLIES.has(responseCode)) {
    return new OutageError('mail', codeOf(error), { cause: error });
  }
  const isTemporary = typeof responseCode === 'number' && responseCode >= 400 && responseCode < 500;
  return isTemporary ? new OutageError('mail', codeOf(error), { onlyThisItem: true, cause: error }) : error;
}
