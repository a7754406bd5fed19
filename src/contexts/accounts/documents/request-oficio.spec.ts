import { describe, expect, it } from '@jest/globals';
import { readPdf } from '../../../../test/support/read-pdf.js';
import { renderDeclaration } from './declaration.js';
import { renderOficio } from './request-oficio.js';

const OFFICIAL = { fullName: 'Ana Ruiz', position: 'Jefa', email: 'ana@opl.mx', phone: '5512345678', roleLabel: 'OPL' };
const printedAt = new Date('2027-01-05T18:00:00Z');

describe('the oficio that requests accounts (§4.1)', () => {
  it.each([
    [1, 'para la siguiente persona funcionaria, a quien se hizo saber'],
    [2, 'para cada una de las siguientes 2 personas funcionarias, a quienes se hizo saber'],
  ])('names %i people, and comes from the OPL of the entidad', async (count, words) => {
    const officials = Array.from({ length: count }, () => ({ ...OFFICIAL, process: null }));
    const pdf = await renderOficio({
      ...{ folio: 'SOL-1', entidad: '22', oficioNumber: 'OF-9', officials, printedAt, demonstration: false },
    });
    const { lines } = await readPdf(pdf);
    expect(lines.join('\n')).toContain(words);
    expect(lines[0]).toBe('Instituto Electoral del Estado de Querétaro');
    expect(lines).toContain('Querétaro, a 5 de enero de 2027');
  });
});

describe('the signature of the oficio', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is on the same page as the last of %i people', async (count) => {
    const officials = Array.from({ length: count }, () => ({ ...OFFICIAL, process: null }));
    const pdf = await renderOficio({
      ...{ folio: 'SOL-1', entidad: '22', oficioNumber: 'OF-9', officials, printedAt, demonstration: false },
    });
    const { root } = await readPdf(pdf);
    const pagesOf = (start: string) => root.children.find(({ text }) => text.startsWith(start))?.pages;
    expect(pagesOf('Firma de quien solicita')).toEqual(pagesOf(`${String(count)}. Ana Ruiz`));
  });
});

describe('the Declaratoria (§4.4)', () => {
  it.each([
    ['22', 'Instituto Electoral del Estado de Querétaro', 'Querétaro'],
    [null, 'Dirección Ejecutiva del Registro Federal de Electores', 'Ciudad de México'],
  ])('has the name of the official and the institution of %s', async (entidad, institution, place) => {
    const pdf = await renderDeclaration({
      ...{ ...OFFICIAL, account: 'ana@opl', entidad, grantEndsAt: printedAt, printedAt, demonstration: true },
    });
    const { lines } = await readPdf(pdf);
    expect(lines[0]).toBe(`Instituto Nacional Electoral · ${institution}`);
    expect(lines).toContain(`${place}, a 5 de enero de 2027`);
    expect(lines).toContain('Documento de demostración, sin efectos legales.');
    expect(lines.slice(-4)).toEqual([
      ...['Lugar y fecha de la firma:', 'Ana Ruiz', 'Jefa', 'Firma de la persona funcionaria'],
    ]);
  });
});
