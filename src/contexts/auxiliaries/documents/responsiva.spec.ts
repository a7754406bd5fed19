import { describe, expect, it } from '@jest/globals';
import { nodesOf, readPdf } from '../../../../test/support/read-pdf.js';
import { AUXILIARY_DUTIES } from '../domain/duties/index.js';
import { renderResponsiva } from './responsiva.js';

describe('the responsiva (§6.7)', () => {
  const render = async () =>
    readPdf(
      await renderResponsiva({
        idAuxiliar: 'AUX-20-000123',
        aspirant: { folio: 'ASP-20-1', name: 'María Gómez Ruiz', officeName: 'Gubernatura' },
        process: { name: 'Proceso Local', practice: false },
        entidad: '09',
        registration: {
          ...{ nombre: 'Juan', paterno: 'Pérez', materno: 'López', fechaNacimiento: '1990-01-02' },
          ...{ telefonoMovil: '9511234567', email: 'juan@gmail.com', emailProvider: 'google' },
          ...{ claveElector: 'PRLPJN90010220H100', curp: 'PELJ900102HOCRPN01' },
        },
        printedAt: new Date('2027-01-05T18:00:00Z'),
        demonstration: false,
      }),
    );

  it('fits on one page and names both people, the institutions, the place and the day', async () => {
    const { lines, pageCount } = await render();
    expect(pageCount).toBe(1);
    expect(lines).toContain('Instituto Nacional Electoral · Instituto Electoral de la Ciudad de México');
    expect(lines).toContain('Ciudad de México, a 5 de enero de 2027');
    expect(lines.find((line) => line.startsWith('Yo, '))).toMatch(
      /^Yo, Juan Pérez López, acepto captar el apoyo de la ciudadanía para María Gómez Ruiz con la aplicación/,
    );
    expect(lines.slice(-5)).toEqual([
      ...['Lugar y fecha de la firma:', 'Juan Pérez López', 'Firma de la persona auxiliar'],
      ...['María Gómez Ruiz', 'Firma de la persona aspirante'],
    ]);
  });

  it('lists every duty that the auxiliary accepts in the app, in the first person', async () => {
    const duties = nodesOf((await render()).root, 'LBody').map(({ text }) => text);
    expect(duties).toHaveLength(AUXILIARY_DUTIES.items.length);
    expect(duties.filter((duty) => /\b(?:su propia|este teléfono|su contraseña|usted)\b/.test(duty))).toEqual([]);
  });
});
