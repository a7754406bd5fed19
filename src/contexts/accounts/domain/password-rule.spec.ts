import { describe, expect, it } from '@jest/globals';
import { checkPassword } from './password-rule.js';

const account = 'rosa.trejo@ine.mx';

describe("an official's password", () => {
  it.each([
    ['of 11 characters', 'tordo-azul-', 'ACCOUNTS.PASSWORD_SHORT'],
    ['of 129 characters', 'tordo azul '.repeat(12).slice(0, 129), 'ACCOUNTS.PASSWORD_LONG'],
    ['common with digits behind it', 'Contraseña2027!', 'ACCOUNTS.PASSWORD_COMMON'],
    ['common with digits for letters', 'p4ssw0rdp4ssw0rd', 'ACCOUNTS.PASSWORD_COMMON'],
    ['of a word repeated', 'MéxicoMéxico2026', 'ACCOUNTS.PASSWORD_COMMON'],
    ['of a row of digits', '123456789012', 'ACCOUNTS.PASSWORD_COMMON'],
    ['of one sign', 'aaaaaaaaaaaa', 'ACCOUNTS.PASSWORD_COMMON'],
    ["with the account's name", 'la-Rosa.Trejo-7', 'ACCOUNTS.PASSWORD_LIKE_ACCOUNT'],
  ])('is refused when %s', (_, password, code) => {
    expect(() => {
      checkPassword(password, account);
    }).toThrow(expect.objectContaining({ code, field: 'password' }));
  });

  it.each(['tordo azul en la milpa', 'dV7)kq2&mZtw', 'cuatro-mesas-de-encino'])('may be «%s»', (password) => {
    checkPassword(password, account);
  });
});
