import { DomainError } from '../../../kernel/errors/domain-error.js';
import { searchText, searchWords } from '../../../kernel/lists/search-text.js';
import { COMMON_PASSWORDS } from './common-passwords.js';

/** Passwords in lower case. */
export type PasswordList = ReadonlySet<string>;

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 128;
/**
 * Stripped forms shorter than this are not compared with the leaked list, because they say little about the password.
 */
const MIN_LEAKED_LENGTH = 4;

/** Shorter words of a name are ignored, because they occur in many other words. */
const MIN_NAME_LENGTH = 3;
/** A password must have at least this many letters and digits in addition to the name of its owner. */
const MIN_REST_LENGTH = 6;

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/**
 * Checks that a password is long enough, is not a variation of a frequently leaked password and does not contain the
 * account name or little more than the name of its owner.
 * @param leaked the large list, used in addition to COMMON_PASSWORDS
 * @throws DomainError ACCOUNTS.PASSWORD_SHORT, .PASSWORD_LONG, .PASSWORD_COMMON, .PASSWORD_LIKE_ACCOUNT or
 * .PASSWORD_LIKE_NAME
 */
export function checkPassword(password: string, account: string, leaked: PasswordList, fullName = ''): void {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) refuse('ACCOUNTS.PASSWORD_SHORT', { shortest: MIN_PASSWORD_LENGTH });
  if (length > MAX_PASSWORD_LENGTH) refuse('ACCOUNTS.PASSWORD_LONG', { longest: MAX_PASSWORD_LENGTH });
  if (isCommon(password, leaked)) refuse('ACCOUNTS.PASSWORD_COMMON');
  const name = account.split('@')[0] ?? '';
  if (name.length >= 4 && password.toLowerCase().includes(name.toLowerCase())) refuse('ACCOUNTS.PASSWORD_LIKE_ACCOUNT');
  if (isName(password, fullName)) refuse('ACCOUNTS.PASSWORD_LIKE_NAME');
}

/** Whether little remains of a password without the words of a name. */
function isName(password: string, fullName: string): boolean {
  const all = searchText(password).replaceAll(' ', '');
  const words = searchWords(fullName).filter(({ length }) => length >= MIN_NAME_LENGTH);
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), all);
  return rest !== all && rest.length < MIN_REST_LENGTH;
}

function isCommon(password: string, leaked: PasswordList): boolean {
  const plain = password.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const core = plain.replace(/[\d\W_]+$/u, '');
  const bare = core.replace(/^[\d\W_]+/u, '');
  const forms = [plain, core, bare, toLetters(plain), toLetters(core)].flatMap((form) => [form, repeatedUnit(form)]);
  return (
    new Set(plain).size < 5 ||
    forms.some((form) => COMMON_PASSWORDS.has(form) || (form.length >= MIN_LEAKED_LENGTH && leaked.has(form)))
  );
}

/** Replaces look-alike digits and symbols with letters and removes all other characters. */
function toLetters(text: string): string {
  return [...text]
    .map((character) => LOOKALIKES[character] ?? character)
    .join('')
    .replace(/[^a-z]/g, '');
}

/** The repeated part of a text: `claveclave` is as weak as `clave`. */
function repeatedUnit(text: string): string {
  return /^(.+?)\1+$/.exec(text)?.[1] ?? text;
}

function refuse(code: string, params: Readonly<Record<string, string | number>> = {}): never {
  throw new DomainError(code, { kind: 'invalid', field: 'password', params });
}
