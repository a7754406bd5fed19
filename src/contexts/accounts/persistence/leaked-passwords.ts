import { dictionary } from '@zxcvbn-ts/language-common';
import type { PasswordList } from '../domain/password-rule.js';

/** Some 49,000 passwords that lists of leaked ones hold most often, lower case. */
export const LEAKED_PASSWORDS: PasswordList = new Set(dictionary['passwords-common']);
