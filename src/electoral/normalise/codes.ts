import { cleanAscii } from './clean-text.js';

/** Characters of a group: capital letters, digits, or Crockford's alphabet, which lacks I, L, O and U. */
type Group = 'letters' | 'digits' | 'crockford';

const AUXILIARY: readonly Group[] = ['letters', 'letters', 'digits', 'digits', 'digits', 'crockford'];
const AUXILIARY_COMPACT = /^(AUX)(.{2,4})(.{4})(.{2})(.{5})(.)$/;
const PROCESS: readonly Group[] = ['letters', 'digits', 'digits'];
const PROCESS_COMPACT = /^(.{2,4})(.{4})(.{2})$/;

/** The Id Auxiliar that a user means: any case and separator, or none; O for 0 and I or L for 1, or the reverse. */
export function normaliseAuxiliaryId(text: string): string {
  return regroup(text, AUXILIARY, AUXILIARY_COMPACT);
}

/** The Id Proceso that a user means; see {@link normaliseAuxiliaryId}. */
export function normaliseProcessCode(text: string): string {
  return regroup(text, PROCESS, PROCESS_COMPACT);
}

function regroup(text: string, groups: readonly Group[], compact: RegExp): string {
  const parts = cleanAscii(text)
    .toUpperCase()
    .split(/[^0-9A-ZÑ]+/)
    .filter((part) => part !== '');
  const found = parts.length === groups.length ? parts : compact.exec(parts.join(''))?.slice(1);
  if (!found) return parts.join('-');
  return found.map((part, at) => correctCharacters(part, groups[at] ?? 'crockford')).join('-');
}

function correctCharacters(part: string, group: Group): string {
  if (group === 'letters') return lettersOnly(part);
  return digitsOnly(part);
}

/** Corrects the digits 0 and 1 where only letters are possible. */
export function lettersOnly(part: string): string {
  return part.replaceAll('0', 'O').replaceAll('1', 'I');
}

/** Corrects the capitals O, I and L where only digits are possible. */
export function digitsOnly(part: string): string {
  return part.replaceAll('O', '0').replace(/[IL]/g, '1');
}
