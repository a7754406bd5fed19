import { DomainError } from '../../../kernel/errors/domain-error.js';
import { COMMON_PASSWORDS } from './common-passwords.js';

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

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
 * What an official's password must be: long, not a commonly used one in any disguise, not the account's name.
 * @throws DomainError ACCOUNTS.PASSWORD_SHORT, .PASSWORD_LONG, .PASSWORD_COMMON or .PASSWORD_LIKE_ACCOUNT
 */
export function checkPassword(password: string, account: string): void {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) refuse('ACCOUNTS.PASSWORD_SHORT', { shortest: SHORTEST_PASSWORD });
  if (length > LONGEST_PASSWORD) refuse('ACCOUNTS.PASSWORD_LONG', { longest: LONGEST_PASSWORD });
  if (isCommon(password)) refuse('ACCOUNTS.PASSWORD_COMMON');
  const name = account.split('@')[0] ?? '';
  if (name.length >= 4 && password.toLowerCase().includes(name.toLowerCase())) refuse('ACCOUNTS.PASSWORD_LIKE_ACCOUNT');
}

function isCommon(password: string): boolean {
  const plain = password.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const core = plain.replace(/[\d\W_]+$/u, '');
  const forms = [plain, core, lettersOf(plain), lettersOf(core)];
  return (
    new Set(plain).size < 5 || forms.some((form) => COMMON_PASSWORDS.has(form) || COMMON_PASSWORDS.has(unit(form)))
  );
}

/** Reads digits and signs that stand for letters, and drops the rest. */
function lettersOf(text: string): string {
  return [...text]
    .map((sign) => LOOKALIKES[sign] ?? sign)
    .join('')
    .replace(/[^a-z]/g, '');
}

/** What a text repeats: `claveclave` is no better than `clave`. */
function unit(text: string): string {
  return /^(.+?)\1+$/.exec(text)?.[1] ?? text;
}

function refuse(code: string, params: Readonly<Record<string, string | number>> = {}): never {
  throw new DomainError(code, { kind: 'invalid', field: 'password', params });
}
