import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  cleanText,
  isTelephone,
  mailboxOf,
  nameFault,
  normaliseAuxiliaryId,
  normaliseEmail,
  normaliseName,
  normalisePassword,
  normaliseProcessCode,
  normaliseTelephone,
} from './index.js';

const RUNS = { numRuns: 2000 };
/** Invisible characters that keyboards, web pages and spreadsheets add. */
const UNSEEN = ['', '\u200b', '\u202a', '\u202c', '\u2066', '\u2069', '\ufeff', '\u00ad', '\u2060', '\ufe0f'];
const BLANKS = [' ', '\u00a0', '\u202f', '\u2007', '\u3000', '\t', '  '];
const any = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom(...'ñÑÁéÜ .,-–/’´`ꞌª12+@', 'e\u0301', ...UNSEEN, ...BLANKS), { maxLength: 14 })
    .map((parts) => parts.join('')),
);
/** The text with invisible characters inserted. */
const dirtied = (text: string) =>
  fc
    .array(fc.constantFrom(...UNSEEN), { minLength: text.length + 1, maxLength: text.length + 1 })
    .map(
      (between) => [...text].map((character, at) => (between[at] ?? '') + character).join('') + (between.at(-1) ?? ''),
    );

describe('each normaliser', () => {
  it.each([
    ['text', cleanText],
    ['names', normaliseName],
    ['telephone numbers', normaliseTelephone],
    ['addresses', normaliseEmail],
    ['mailboxes', mailboxOf],
    ['passwords', normalisePassword],
    ['ids of auxiliaries', normaliseAuxiliaryId],
    ['ids of processes', normaliseProcessCode],
  ] as const)('of %s does not change its own results', (_, normalise) => {
    fc.assert(
      fc.property(any, (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
      RUNS,
    );
  });

  it.each([
    ['names', normaliseName, 'María-José Ñandú D’Ávila'],
    ['telephone numbers', normaliseTelephone, '+52 1 (442) 123-45-67'],
    ['addresses', normaliseEmail, 'Ana.Luna@Correo.example'],
    ['ids of auxiliaries', normaliseAuxiliaryId, 'AUX-QRO-2027-01-00042-K'],
    ['ids of processes', normaliseProcessCode, 'QRO-2027-01'],
  ] as const)('of %s ignores invisible characters and decomposed accents', (_, normalise, text) => {
    fc.assert(
      fc.property(dirtied(text.normalize('NFD')), (dirty) => {
        expect(normalise(`\u00a0${dirty}\t`)).toBe(normalise(text));
      }),
    );
  });
});

describe('a name', () => {
  it.each([
    ['  JOSÉ \u00a0 ÁNGEL ', 'JOSÉ ÁNGEL'],
    ['María José', 'María José'],
    ['de la cruz', 'De la Cruz'],
    ['maría de los ángeles', 'María de los Ángeles'],
    ['D’ACOSTA', "D'ACOSTA"],
    ['d´ acosta', "D'Acosta"],
    ['García – López', 'García-López'],
    ['Mª DEL CARMEN', 'Mª DEL CARMEN'],
    ['j.jesús', 'J.Jesús'],
    ['D/AMICO', 'D/AMICO'],
    ["Nicté-ha' Kaꞌna", "Nicté-ha' Kaꞌna"],
    ['Łukasz Şahin', 'Łukasz Şahin'],
    ['Gаrcíа', 'García'],
    ['Ｌｕｎａ', 'Luna'],
  ])('%s is stored as %s', (raw, stored) => {
    expect(normaliseName(raw)).toBe(stored);
    expect(nameFault(stored)).toBeUndefined();
  });

  it.each([
    ['Juan2', '2'],
    ['#Ana', '#'],
    ['Ana (Anita)', '('],
    ['Pérez, Juan', ','],
    ['VERDADERO?', '?'],
    ['Жанна', 'Ж'],
    ['😀 Ana', '😀'],
    ['-', '-'],
    ['. .', '. .'],
  ])('%s is refused for %s', (raw, fault) => {
    expect(nameFault(normaliseName(raw))).toBe(fault);
  });

  it('may be empty, because some people have no second surname', () => {
    expect(nameFault(normaliseName(' \u200b '))).toBeUndefined();
  });

  it('keeps its case if it has at least one capital', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('Ana', 'LUNA', 'de', 'O’Farrill', 'Muñoz'), { minLength: 1 }), (words) => {
        fc.pre(words.some((word) => word !== 'de'));
        expect(normaliseName(words.join(' '))).toBe(words.join(' ').replaceAll('’', "'"));
      }),
    );
  });
});

describe('a telephone number', () => {
  const ten = fc.stringMatching(/^[2-9]\d{9}$/);
  const PREFIXES = ['', '+52', '+52 1', '52', '521', '0052', '00 52 1', '044', '045', '01', '+52 044', '(+52)'];
  const SEPARATORS = ['', ' ', '-', '–', '.', '\u00a0', '\u2011', '/'];

  it('is normalised to its ten digits, with any Mexican prefix and any separator', () => {
    fc.assert(
      fc.property(ten, fc.constantFrom(...PREFIXES), fc.constantFrom(...SEPARATORS), (digits, prefix, separator) => {
        const area = prefix === '' ? digits.slice(0, 3) : `(${digits.slice(0, 3)})`;
        const raw = [prefix, area, digits.slice(3, 6), digits.slice(6)].join(separator);
        expect(normaliseTelephone(`\u202a${raw}\u202c`)).toBe(digits);
      }),
    );
  });

  it.each([
    '442123456',
    '44212345678',
    '+1 442 123 4567',
    '+44 12345678',
    '442 123 4567 ext. 3',
    '000 000 0000',
    '5555555555',
    'no',
    '',
  ])('is not recognised in «%s»', (raw) => {
    expect(isTelephone(normaliseTelephone(raw))).toBe(false);
  });

  it('of ten digits is kept as it is, even if it begins like a prefix', () => {
    for (const digits of ['5212345678', '0441234567', '0112345678']) expect(normaliseTelephone(digits)).toBe(digits);
  });
});

describe('the mailbox', () => {
  it.each([
    ['Juan.Perez@gmail.com', 'juanperez@gmail.com'],
    ['juanperez+ine@googlemail.com', 'juanperez@gmail.com'],
    ['j.u.a.n.perez+a+b@GMAIL.COM', 'juanperez@gmail.com'],
    ['juan.perez@correo.example', 'juan.perez@correo.example'],
    ['juan+ine@correo.example', 'juan+ine@correo.example'],
    ['juan.perez@gmail.com.mx', 'juan.perez@gmail.com.mx'],
    ['juan.perez@mail.gmail.com', 'juan.perez@mail.gmail.com'],
    ['+ine@gmail.com', '+ine@gmail.com'],
  ])('of %s is %s', (email, mailbox) => {
    expect(mailboxOf(email)).toBe(mailbox);
  });

  it('does not change the spelling of the address to which e-mails are sent', () => {
    expect(normaliseEmail(' mailto:Juan.Perez+INE@Gmail.com ')).toBe('juan.perez+ine@gmail.com');
  });
});

describe('an Id Auxiliar', () => {
  const ID = 'AUX-COA-2027-01-01042-0';
  it.each([
    ID.toLowerCase(),
    ID.replaceAll('-', ' '),
    ID.replaceAll('-', '—'),
    ID.replaceAll('-', '\u2011'),
    ID.replaceAll('-', '\u2212'),
    ID.replaceAll('-', '_'),
    ID.replaceAll('-', ''),
    'AUX-C0A-2O27-O1-Ol042-O',
    'aux - coa - 2027 - 01 - 01042 - o',
  ])('is recognised when typed as %s', (raw) => {
    expect(normaliseAuxiliaryId(raw)).toBe(ID);
  });

  it('may have two to four letters for the entidad, and a number of more than five digits', () => {
    for (const id of ['AUX-CHIH-2027-01-00001-A', 'AUX-QROO-2027-12-123456-Z', 'AUX-BC-2027-01-00042-1']) {
      expect(normaliseAuxiliaryId(id.toLowerCase())).toBe(id);
    }
  });

  it('contains an Id Proceso, which is recognised in the same spellings', () => {
    for (const raw of ['qroo 2027 01', 'QR00—2O27—O1', 'qroo202701']) {
      expect(normaliseProcessCode(raw)).toBe('QROO-2027-01');
    }
  });
});

describe('a password', () => {
  it('is the same however the keyboard encodes it', () => {
    expect(normalisePassword('Contraseña única'.normalize('NFD'))).toBe('Contraseña única');
  });
});
