import { normalisePassword } from '#electoral/normalise';

/** From 0 (not accepted) to 3. */
export interface PasswordStrength {
  readonly level: 0 | 1 | 2 | 3;
  readonly word: 'Débil' | 'Suficiente' | 'Buena' | 'Muy buena';
  readonly advice: string;
}

const MIN_LENGTH = 8;
/** Shorter names are often part of other words. */
const MIN_NAME_LENGTH = 3;
const COMMON =
  /(contrase|password|qwert|asdf|zxcv|abcd|mexico|apoyo|ciudadan|auxiliar|aspirante|123|321|000|111|admin|hola)/;

/**
 * How hard a password is to guess for an attacker with the phone's storage: entropy estimated from its distinct
 * characters, minus a penalty for common words. Below 40 bits it is not accepted (decision 21).
 * @param owner the name of the person; a password that is little more than this name is not accepted.
 */
export function passwordStrength(raw: string, owner = ''): PasswordStrength {
  const password = normalisePassword(raw);
  const classes = [/[a-zñáéíóúü]/, /[A-ZÑÁÉÍÓÚÜ]/, /\d/, /[^\p{L}\d]/u];
  const sizes = [27, 27, 10, 20];
  const alphabet = classes.reduce((sum, one, index) => sum + (one.test(password) ? (sizes[index] ?? 0) : 0), 0);
  const distinct = new Set(password).size;
  const length = Math.min(password.length, distinct + distinct / 2);
  const plain = plainOf(password);
  const bits = length * Math.log2(Math.max(2, alphabet)) - (COMMON.test(plain) ? 20 : 0);
  if (password.length < MIN_LENGTH) {
    return { level: 0, word: 'Débil', advice: `Use al menos ${String(MIN_LENGTH)} caracteres.` };
  }
  const names = plainOf(owner)
    .split(/\s+/)
    .filter((name) => name.length >= MIN_NAME_LENGTH);
  const unnamed = names.reduce((rest, name) => rest.replaceAll(name, ''), plain);
  if (unnamed !== plain && unnamed.length < MIN_LENGTH) {
    return {
      level: 0,
      word: 'Débil',
      advice: 'No use su nombre ni sus apellidos: es lo primero que otra persona probaría.',
    };
  }
  if (bits < 40) {
    return { level: 0, word: 'Débil', advice: 'Alárguela o combine palabras, números y signos que nadie adivine.' };
  }
  if (bits < 55) return { level: 1, word: 'Suficiente', advice: 'Una palabra más la haría mejor.' };
  if (bits < 75) return { level: 2, word: 'Buena', advice: '' };
  return { level: 3, word: 'Muy buena', advice: '' };
}

function plainOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
