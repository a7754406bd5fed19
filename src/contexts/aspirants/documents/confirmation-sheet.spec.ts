import { describe, expect, it } from '@jest/globals';
import { readPdf } from '../../../../test/support/read-pdf.js';
import type { Registration } from '../domain/registration.js';
import { renderConfirmationSheet } from './confirmation-sheet.js';

const REGISTRATION: Registration = {
  ...{ nombre: 'Kaꞌpiꞌ', paterno: 'Łuna', materno: 'Ễna', lugarNacimiento: '20', fechaNacimiento: '1997-06-13' },
  ...{ genero: 'M', telefonoDomicilio: '', telefonoOficina: '', telefonoMovil: '9511234568', credentialType: 'G' },
  ...{ claveElector: 'LNENKX97061320M100', ocr: '', cic: '123456789', identificadorCiudadano: '123456789' },
  ...{ numeroEmision: '00', entidad: '15', municipio: 'Toluca', seccion: '0123', email: 'kapi@gmail.com' },
  ...{ emailProvider: 'google', fechaManifestacion: '2026-12-01', numeroOficio: 'OF-12', folioInterno: '7' },
  observaciones: '',
};

const render = async (more: {
  observaciones?: string;
  practice?: boolean;
  demonstration?: boolean;
  replacedVersion?: number;
}) =>
  readPdf(
    await renderConfirmationSheet({
      ...{ folio: 'ASP-15-1', processName: 'Proceso Local', officeName: 'Gubernatura', practice: false, entidad: '15' },
      ...{ version: 2, replacedVersion: null, printedAt: new Date('2027-01-05T18:00:00Z'), demonstration: false },
      ...more,
      registration: { ...REGISTRATION, observaciones: more.observaciones ?? '' },
    }),
  );

describe('the cédula (§5.F)', () => {
  it('names the institutions, the place, the day and the signer, and leaves room for the official', async () => {
    const { lines } = await render({});
    expect(lines).toContain('Instituto Nacional Electoral · Instituto Electoral del Estado de México');
    expect(lines).toContain('Estado de México, a 5 de enero de 2027');
    expect(lines.slice(-6)).toEqual([
      ...['Lugar y fecha de la firma:', 'Kaꞌpiꞌ Łuna Ễna', 'Firma de la persona aspirante'],
      ...['Firma de quien recibe por el Organismo Público Local', 'Nombre:', 'Cargo:'],
    ]);
  });

  it('names the version that it replaces only if that one was signed', async () => {
    const texts = async (more: { replacedVersion?: number }) => (await render(more)).lines.join('\n');
    expect(await texts({})).not.toContain('Sustituye');
    expect(await texts({ replacedVersion: 1 })).toContain('Sustituye a la versión 1, firmada antes');
  });

  it('says that it has no legal effect in a practice process and in the demonstration', async () => {
    expect((await render({})).lines.filter((line) => line.includes('sin efectos legales'))).toEqual([]);
    expect((await render({ practice: true })).lines).toContain(
      'Documento de un proceso de práctica, sin efectos legales.',
    );
    expect((await render({ demonstration: true })).lines).toContain('Documento de demostración, sin efectos legales.');
  });

  it.each([0, 300, 600, 900, 1200, 1500, 2000])(
    'never has the signatures alone on a page, with %i letters of notes',
    async (letters) => {
      const { root, pageCount } = await render({ observaciones: 'Nota '.repeat(letters / 5) });
      const pagesOf = (start: string) => root.children.find(({ text }) => text.startsWith(start))?.pages;
      expect(pagesOf('Confirmo que los datos')).toEqual([pageCount - 1]);
      expect(pagesOf('Firma de la persona aspirante')).toEqual([pageCount - 1]);
    },
  );
});
