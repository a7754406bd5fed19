import { cleanAscii } from './clean-text.js';

/** An address as it is stored, shown and written to: clean and in lower case. */
export function normaliseEmail(text: string): string {
  return cleanAscii(text)
    .replace(/^mailto:/i, '')
    .replace(/^<(.*)>$/, '$1')
    .toLowerCase();
}

const GMAIL = new Set(['gmail.com', 'googlemail.com']);

/**
 * The mailbox that an address delivers to. Two addresses of one mailbox belong to one person. Gmail ignores dots and
 * what follows a plus sign, and googlemail.com is its former name. Other providers differ, so only Gmail is folded.
 * @returns a value to compare or hash. Never write to it: the person may not recognise the spelling.
 */
export function mailboxOf(email: string): string {
  const address = normaliseEmail(email);
  const at = address.lastIndexOf('@');
  if (at < 1 || !GMAIL.has(address.slice(at + 1))) return address;
  const name = address.slice(0, at).replace(/\+.*$/, '').replaceAll('.', '');
  return name === '' ? address : `${name}@gmail.com`;
}
