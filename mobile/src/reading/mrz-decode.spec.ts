import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeMrz, type MrzSource } from '#electoral/identifiers';
import { decodeMrz } from './mrz-decode.js';
import { fieldsOfMrz } from './mrz-fields.js';
import { combineBlocks, type BlockScores } from './mrz-zone.js';

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';
const SOURCE: MrzSource = {
  cic: '123456789',
  seccion: '9001',
  identificadorCiudadano: '234567890',
  birth: '850312',
  sexo: 'M',
  expiry: '311231',
  numeroEmision: '02',
  paterno: 'HERNÁNDEZ',
  materno: 'IBÁÑEZ',
  nombre: 'ANA',
};
const MRZ = composeMrz(SOURCE);

/** Every cell matches its character well; a misread cell matches `seen` better by `lead`. */
function blockOf(
  misreads: readonly { row: number; column: number; seen: string; lead: number }[],
  fit = 0.96,
  lines: readonly string[] = MRZ,
): BlockScores {
  const cells = lines.map((line, row) =>
    [...line].map((character, column) => {
      const misread = misreads.find((one) => one.row === row && one.column === column);
      return Float32Array.from(CHARACTERS, (candidate) => {
        if (candidate === character) return fit;
        return misread && candidate === misread.seen ? fit + misread.lead : 0.3;
      });
    }),
  );
  return {
    characters: CHARACTERS,
    cells,
    fit,
    grid: { projection: [1, 0, 0, 0, 1, 0, 0, 0], boxWidth: 1, boxHeight: 1 },
  };
}

const stateOf = (block: BlockScores): string | undefined => fieldsOfMrz(decodeMrz(block), []).cic?.state;

describe('a decoded machine-readable zone', () => {
  it('is read if every check digit is valid and the print is clear', () => {
    expect(decodeMrz(blockOf([]))).toMatchObject({ lines: MRZ, checkDigitsValid: true, repairs: 0 });
    expect(fieldsOfMrz(decodeMrz(blockOf([])), [])).toMatchObject({
      cic: { value: '123456789', state: 'read' },
      ocr: { value: '9001234567890', state: 'read' },
      fechaNacimiento: { value: '1985-03-12', state: 'read' },
      sexo: { value: 'M', state: 'read' },
      paterno: { value: 'HERNANDEZ', state: 'offered' },
    });
  });

  it('determines the century by the minimum age; a birth date over a hundred years ago is offered but not accepted (§8.7)', () => {
    const birthOn = (birth: string, expiry: string) => {
      const lines = composeMrz({ ...SOURCE, birth, expiry });
      return fieldsOfMrz(decodeMrz(blockOf([], 0.96, lines)), []).fechaNacimiento;
    };
    expect(birthOn('070216', '251231')).toMatchObject({ value: '2007-02-16', state: 'read' });
    expect(birthOn('070216', '241231')).toMatchObject({ value: '1907-02-16', state: 'offered' });
    expect(birthOn('250216', '251231')).toMatchObject({ value: '1925-02-16', state: 'read' });
    expect(birthOn('240216', '251231')).toMatchObject({ value: '1924-02-16', state: 'offered' });
  });

  it('is repaired using the check digits if a single character is misread', () => {
    const misread = blockOf([{ row: 0, column: 12, seen: '3', lead: 0.04 }]);
    expect(decodeMrz(misread)).toMatchObject({ lines: MRZ, checkDigitsValid: true, repairs: 1 });
  });

  it('is offered but not accepted if the print is faint, even with valid check digits', () => {
    expect(stateOf(blockOf([], 0.7))).toBe('offered');
  });

  it('is offered but not accepted if no single repair satisfies the check digits', () => {
    const misread = blockOf([5, 6, 7, 8].map((column) => ({ row: 0, column, seen: '0', lead: 0.3 })));
    expect(decodeMrz(misread).checkDigitsValid).toBe(false);
    expect(stateOf(misread)).toBe('offered');
  });

  it('is offered but not accepted if a code on the same card has nearly the same number', () => {
    const fields = fieldsOfMrz(decodeMrz(blockOf([])), [{ format: 'code128', text: '123456780' }]);
    expect(fields.cic?.state).toBe('offered');
  });

  it('agrees with the clear frames of a burst if one frame is misread', () => {
    const misread = blockOf([{ row: 0, column: 20, seen: '8', lead: 0.03 }], 0.9);
    expect(decodeMrz(combineBlocks([misread, blockOf([]), blockOf([])]))).toMatchObject({ lines: MRZ, repairs: 0 });
  });
});

const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const shortDate = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''));
const anyMrz: fc.Arbitrary<MrzSource> = fc.record({
  cic: digits(9),
  seccion: digits(4),
  identificadorCiudadano: digits(9),
  birth: shortDate,
  sexo: fc.constantFrom('H', 'M', 'X'),
  expiry: shortDate,
  numeroEmision: digits(2),
  paterno: fc.constantFrom('LUNA', 'DE LA ROSA', 'ÑANDÚ'),
  materno: fc.constantFrom('VALDEZ', ''),
  nombre: fc.constantFrom('MARÍA DEL CARMEN', 'UL'),
});
/** A doubtful cell: another digit matches slightly better than the true one. */
const doubt = fc.record({
  row: fc.integer({ min: 0, max: 1 }),
  column: fc.integer({ min: 0, max: 29 }),
  seen: fc.constantFrom(...'0123456789'),
  lead: fc.double({ min: 0.001, max: 0.049, noNaN: true }),
});
const doubts = (minLength: number): fc.Arbitrary<{ row: number; column: number; seen: string; lead: number }[]> =>
  fc.uniqueArray(doubt, { minLength, maxLength: 4, selector: ({ row, column }) => `${row}/${column}` });

/** A block with those misreads that are possible at their position. */
function seenAs(source: MrzSource, misreads: Parameters<typeof blockOf>[0], fit: number): BlockScores {
  const lines = composeMrz(source);
  const possible = misreads.filter(({ row, column }) => /\d/.test(lines[row]?.charAt(column) ?? ''));
  return blockOf(possible, fit, lines);
}

const truthOf = (source: MrzSource): Record<string, string> => ({
  cic: source.cic,
  fechaNacimiento: source.birth,
  ocr: `${source.seccion}${source.identificadorCiudadano}`,
  identificadorCiudadano: source.identificadorCiudadano,
  numeroEmision: source.numeroEmision,
  seccion: source.seccion,
  sexo: source.sexo,
  vigencia: `20${source.expiry.slice(0, 2)}`,
});

/** The fields that are accepted as read with a value other than the printed one. */
function wrongFields(source: MrzSource, block: BlockScores): string[] {
  const truth = truthOf(source);
  return Object.entries(fieldsOfMrz(decodeMrz(block), [])).flatMap(([name, { value, state }]) => {
    const compared = name === 'fechaNacimiento' ? value.slice(2).replaceAll('-', '') : value;
    return state === 'read' && name in truth && compared !== truth[name] ? [name] : [];
  });
}

/** The cells of `SOURCE` that have another character on the card of `wrong`. */
function misreadAs(wrong: MrzSource): Parameters<typeof blockOf>[0] {
  return composeMrz(wrong).flatMap((line, row) =>
    [...line].flatMap((seen, column) => (seen === MRZ[row]?.charAt(column) ? [] : [{ row, column, seen, lead: 0.03 }])),
  );
}

describe('any decoded machine-readable zone', () => {
  it('is read without error if it is clear', () => {
    fc.assert(
      fc.property(anyMrz, (source) => {
        const decoded = decodeMrz(seenAs(source, [], 0.96));
        expect(decoded).toMatchObject({ lines: composeMrz(source), checkDigitsValid: true, repairs: 0 });
        expect(fieldsOfMrz(decoded, []).cic).toMatchObject({ value: source.cic, state: 'read' });
      }),
    );
  });

  it('has no wrong value that is accepted, however many positions are doubtful', () => {
    fc.assert(
      fc.property(anyMrz, doubts(1), fc.double({ min: 0.85, max: 0.99, noNaN: true }), (source, misreads, fit) => {
        expect(wrongFields(source, seenAs(source, misreads, fit))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, Partial<MrzSource>]>([
    ['the issue number and the composite check digit', { numeroEmision: '05' }],
    ['the OCR number and the composite check digit', { seccion: '9002' }],
    ['two digits of the OCR number', { identificadorCiudadano: '235667890' }],
    ['two digits of the CIC', { cic: '233456789' }],
  ])(
    'is not accepted if misread cells cancel each other out in the check digits while another is repaired: %s',
    (_cells, wrong) => {
      const misreads = [...misreadAs({ ...SOURCE, ...wrong }), { row: 1, column: 3, seen: '7', lead: 0.001 }];
      expect(wrongFields(SOURCE, blockOf(misreads))).toEqual([]);
    },
  );

  it('has a sex that is offered but not accepted if it is doubtful, because no check digit covers it', () => {
    fc.assert(
      fc.property(anyMrz, (source) => {
        const seen = source.sexo === 'M' ? 'H' : 'M';
        const block = blockOf([{ row: 1, column: 7, seen, lead: 0.02 }], 0.96, composeMrz(source));
        const { cic, sexo } = fieldsOfMrz(decodeMrz(block), []);
        expect([cic?.state, sexo?.state]).toEqual(['read', 'offered']);
      }),
    );
  });

  it('is the same for a burst of equal frames as for one of them', () => {
    fc.assert(
      fc.property(anyMrz, doubts(0), fc.integer({ min: 2, max: 8 }), (source, misreads, count) => {
        const block = seenAs(source, misreads, 0.95);
        const burst = combineBlocks(Array.from({ length: count }, () => block));
        expect(decodeMrz(burst).lines).toEqual(decodeMrz(block).lines);
      }),
    );
  });

  it('is correct for a burst with a different doubtful position in each frame', () => {
    fc.assert(
      fc.property(anyMrz, doubts(3), (source, misreads) => {
        const frames = [...misreads.map((misread) => seenAs(source, [misread], 0.95)), seenAs(source, [], 0.95)];
        expect(decodeMrz(combineBlocks(frames)).lines).toEqual(composeMrz(source));
      }),
    );
  });
});
