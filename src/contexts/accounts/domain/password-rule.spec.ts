import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEAKED_PASSWORDS } from '../persistence/leaked-passwords.js';
import { checkPassword } from './password-rule.js';

const account = 'rosa.trejo@ine.mx';

describe("an official's password", () => {
  it.each([
    ['11 characters', 'tordo-azul-', 'ACCOUNTS.PASSWORD_SHORT'],
    ['129 characters', 'tordo azul '.repeat(12).slice(0, 129), 'ACCOUNTS.PASSWORD_LONG'],
    ['a common password with trailing digits', 'Contraseña2027!', 'ACCOUNTS.PASSWORD_COMMON'],
    ['a common password with digits for letters', 'p4ssw0rdp4ssw0rd', 'ACCOUNTS.PASSWORD_COMMON'],
    ['a repeated word', 'MéxicoMéxico2026', 'ACCOUNTS.PASSWORD_COMMON'],
    ['consecutive digits', '123456789012', 'ACCOUNTS.PASSWORD_COMMON'],
    ['a leaked password', 'mailcreated5240', 'ACCOUNTS.PASSWORD_COMMON'],
    ['a leaked password with digits around it', '2027butterfly!2027', 'ACCOUNTS.PASSWORD_COMMON'],
    ['a repeated leaked word', 'mustangMUSTANG', 'ACCOUNTS.PASSWORD_COMMON'],
    ['a leaked word with look-alike characters', 'Sup3rm@nSup3rm@n', 'ACCOUNTS.PASSWORD_COMMON'],
    ['one repeated character', 'aaaaaaaaaaaa', 'ACCOUNTS.PASSWORD_COMMON'],
    ['similar to the account name', 'la-Rosa.Trejo-7', 'ACCOUNTS.PASSWORD_LIKE_ACCOUNT'],
  ])('is rejected: %s', (_, password, code) => {
    expect(() => {
      checkPassword(password, account, LEAKED_PASSWORDS);
    }).toThrow(expect.objectContaining({ code, field: 'password' }));
  });

  it('is rejected if it is little more than the name of its owner', () => {
    const check = (password: string) => () => {
      checkPassword(password, account, LEAKED_PASSWORDS, 'María de los Ángeles Núñez');
    };
    for (const password of ['María de los Ángeles', 'angeles-maria-27', 'NunezMariaAngeles']) {
      expect(check(password)).toThrow(expect.objectContaining({ code: 'ACCOUNTS.PASSWORD_LIKE_NAME' }));
    }
    expect(check('los tordos azules en la milpa')).not.toThrow();
  });

  it.each(['tordo azul en la milpa', 'dV7)kq2&mZtw', 'cuatro-mesas-de-encino'])('can be «%s»', (password) => {
    checkPassword(password, account, LEAKED_PASSWORDS);
  });

  it('is rejected if it is any of the 49,000 leaked passwords with trailing digits or symbols', () => {
    const leaked = [...LEAKED_PASSWORDS].filter((each) => /^[a-z]{4,}$/.test(each));
    expect(LEAKED_PASSWORDS.size).toBeGreaterThan(49_000);
    fc.assert(
      fc.property(fc.constantFrom(...leaked), fc.stringMatching(/^[0-9!.#]{12}$/), (word, suffix) => {
        expect(() => {
          checkPassword(word + suffix, account, LEAKED_PASSWORDS);
        }).toThrow(expect.objectContaining({ code: 'ACCOUNTS.PASSWORD_COMMON' }));
      }),
    );
  });

  it('can be any five unrelated words', () => {
    const words = fc.constantFrom('tordo', 'milpa', 'encino', 'cerro', 'nopal', 'jícara', 'comal', 'tejocote');
    fc.assert(
      fc.property(fc.uniqueArray(words, { minLength: 5, maxLength: 5 }), (five) => {
        checkPassword(five.join(' '), account, LEAKED_PASSWORDS);
      }),
    );
  });
});
