import { describe, expect, it } from '@jest/globals';
import { composeMrz } from '../../../src/contexts/verification/wire/identifiers/index.js';
import { decodeMrz } from './mrz-decode.js';
import { fieldsOfMrz } from './mrz-fields.js';
import { together, type BlockScores } from './mrz-zone.js';

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';
const MRZ = composeMrz({
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
});

/** Every cell fits its character well, but for those named: `seen` fits as given, the true one a little less. */
function blockOf(
  misreads: readonly { row: number; column: number; seen: string; lead: number }[],
  fit = 0.96,
): BlockScores {
  const cells = MRZ.map((line, row) =>
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

describe('decoding of the machine-readable zone', () => {
  it('stands as read when every check digit holds and the print is clear', () => {
    expect(decodeMrz(blockOf([]))).toMatchObject({ lines: MRZ, checked: true, repairs: 0 });
    expect(fieldsOfMrz(decodeMrz(blockOf([])), [])).toMatchObject({
      cic: { value: '123456789', state: 'read' },
      ocr: { value: '9001234567890', state: 'read' },
      fechaNacimiento: { value: '1985-03-12', state: 'read' },
      sexo: { value: 'M', state: 'read' },
      paterno: { value: 'HERNANDEZ', state: 'offered' },
    });
  });

  it('repairs a single misread that the check digits name', () => {
    const misread = blockOf([{ row: 0, column: 12, seen: '3', lead: 0.04 }]);
    expect(decodeMrz(misread)).toMatchObject({ lines: MRZ, checked: true, repairs: 1 });
  });

  it('never stands as read on check digits alone: faint print is only offered', () => {
    expect(stateOf(blockOf([], 0.7))).toBe('offered');
  });

  it('offers what no single repair explains', () => {
    const misread = blockOf([5, 6, 7, 8].map((column) => ({ row: 0, column, seen: '0', lead: 0.3 })));
    expect(decodeMrz(misread).checked).toBe(false);
    expect(stateOf(misread)).toBe('offered');
  });

  it('offers only, when a code of the same card says nearly the same number', () => {
    const fields = fieldsOfMrz(decodeMrz(blockOf([])), [{ format: 'code128', text: '123456780' }]);
    expect(fields.cic?.state).toBe('offered');
  });

  it('lets clear frames of a burst outvote a misread one', () => {
    const misread = blockOf([{ row: 0, column: 20, seen: '8', lead: 0.03 }], 0.9);
    expect(decodeMrz(together([misread, blockOf([]), blockOf([])]))).toMatchObject({ lines: MRZ, repairs: 0 });
  });
});
