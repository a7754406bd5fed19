import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEAKED_PASSWORDS } from '../persistence/leaked-passwords.js';
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
    ['of a leaked list, as it is', 'mailcreated5240', 'ACCOUNTS.PASSWORD_COMMON'],
    ['of a leaked list with digits around it', '2027butterfly!2027', 'ACCOUNTS.PASSWORD_COMMON'],
    ['of a leaked word repeated', 'mustangMUSTANG', 'ACCOUNTS.PASSWORD_COMMON'],
    ['of a leaked word written with signs', 'Sup3rm@nSup3rm@n', 'ACCOUNTS.PASSWORD_COMMON'],
    ['of one sign', 'aaaaaaaaaaaa', 'ACCOUNTS.PASSWORD_COMMON'],
    ["with the account's name", 'la-Rosa.Trejo-7', 'ACCOUNTS.PASSWORD_LIKE_ACCOUNT'],
  ])('is refused when %s', (_, password, code) => {
    expect(() => {
      checkPassword(password, account, LEAKED_PASSWORDS);
    }).toThrow(expect.objectContaining({ code, field: 'password' }));
  });

  it.each(['tordo azul en la milpa', 'dV7)kq2&mZtw', 'cuatro-mesas-de-encino'])('may be «%s»', (password) => {
    checkPassword(password, account, LEAKED_PASSWORDS);
  });

  it('is refused for each of 49,000 leaked ones, made longer by what people put behind them', () => {
    const leaked = [...LEAKED_PASSWORDS].filter((each) => /^[a-z]{4,}$/.test(each));
    expect(LEAKED_PASSWORDS.size).toBeGreaterThan(49_000);
    fc.assert(
      fc.property(fc.constantFrom(...leaked), fc.stringMatching(/^[0-9!.#]{12}$/), (word, behind) => {
        expect(() => {
          checkPassword(word + behind, account, LEAKED_PASSWORDS);
        }).toThrow(expect.objectContaining({ code: 'ACCOUNTS.PASSWORD_COMMON' }));
      }),
    );
  });

  it('may be any five words of ours in a row', () => {
    const words = fc.constantFrom('tordo', 'milpa', 'encino', 'cerro', 'nopal', 'jícara', 'comal', 'tejocote');
    fc.assert(
      fc.property(fc.uniqueArray(words, { minLength: 5, maxLength: 5 }), (five) => {
        checkPassword(five.join(' '), account, LEAKED_PASSWORDS);
      }),
    );
  });
});
