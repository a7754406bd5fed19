import { dictionary } from '@zxcvbn-ts/language-common';
import type { PasswordList } from '../domain/password-rule.js';

/** About 49,000 frequently leaked passwords, in lower case. */
export const LEAKED_PASSWORDS: PasswordList = new Set(dictionary['passwords-common']);
