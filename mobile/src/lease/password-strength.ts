import { normalisePassword } from '#electoral/normalise';

/** From 0 (not accepted) to 3. */
export interface PasswordStrength {
  readonly level: 0 | 1 | 2 | 3;
  readonly word: 'Débil' | 'Suficiente' | 'Buena' | 'Muy buena';
  readonly advice: string;
}

const MIN_LENGTH = 8;
const COMMON =
  /(contrase|password|qwert|asdf|zxcv|abcd|mexico|apoyo|ciudadan|auxiliar|aspirante|123|321|000|111|admin|hola)/;

/**
 * How hard a password is to guess for an attacker with the phone's storage: entropy estimated from its distinct
 * characters, minus a penalty for common words. Below 40 bits it is not accepted (decision 21).
 */
export function passwordStrength(raw: string): PasswordStrength {
  const password = normalisePassword(raw);
  const classes = [/[a-zñáéíóúü]/, /[A-ZÑÁÉÍÓÚÜ]/, /\d/, /[^\p{L}\d]/u];
  const sizes = [27, 27, 10, 20];
  const alphabet = classes.reduce((sum, one, index) => sum + (one.test(password) ? (sizes[index] ?? 0) : 0), 0);
  const distinct = new Set(password).size;
  const length = Math.min(password.length, distinct + distinct / 2);
  const plain = password
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  const bits = length * Math.log2(Math.max(2, alphabet)) - (COMMON.test(plain) ? 20 : 0);
  if (password.length < MIN_LENGTH) {
    return { level: 0, word: 'Débil', advice: `Use al menos ${String(MIN_LENGTH)} caracteres.` };
  }
  if (bits < 40) {
    return { level: 0, word: 'Débil', advice: 'Alárguela o combine palabras, números y signos que nadie adivine.' };
  }
  if (bits < 55) return { level: 1, word: 'Suficiente', advice: 'Una palabra más la haría mejor.' };
  if (bits < 75) return { level: 2, word: 'Buena', advice: '' };
  return { level: 3, word: 'Muy buena', advice: '' };
}
