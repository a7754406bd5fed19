import { PdfDocument } from '../../../kernel/documents/pdf.js';
import { entidadByKey } from '../../verification/index.js';
import { displayName, type Registration } from '../domain/registration.js';

export interface ConfirmationSheetData {
  readonly folio: string;
  readonly processName: string;
  readonly officeName: string;
  readonly practice: boolean;
  readonly registration: Registration;
  readonly printedAt: Date;
}

const GENDERS: Readonly<Record<Registration['genero'], string>> = {
  H: 'Hombre',
  M: 'Mujer',
  X: 'X',
  NB: 'No binario',
};

/** Cédula de confirmación de datos (§5.F): what the aspirant signs to confirm their registration. */
export async function renderConfirmationSheet(data: ConfirmationSheetData): Promise<Buffer> {
  const { registration: person } = data;
  const pdf = await PdfDocument.begin({
    title: 'Cédula de confirmación de datos',
    institution: 'Instituto Nacional Electoral · Organismo Público Local',
    subtitle: `${data.processName} · ${data.officeName}`,
    folio: data.folio,
    printedAt: data.printedAt,
    ...(data.practice ? { watermark: 'PRÁCTICA' } : {}),
  });
  pdf
    .section('Datos personales', [
      { label: 'Nombre', value: displayName(person) },
      { label: 'Lugar de nacimiento', value: placeOfBirth(person.lugarNacimiento) },
      { label: 'Fecha de nacimiento', value: day(person.fechaNacimiento) },
      { label: 'Género', value: GENDERS[person.genero] },
      { label: 'Teléfono de domicilio', value: person.telefonoDomicilio, code: true },
      { label: 'Teléfono de oficina', value: person.telefonoOficina, code: true },
      { label: 'Teléfono móvil', value: person.telefonoMovil, code: true },
    ])
    .section('Credencial para Votar', [
      { label: 'Clave de elector', value: person.claveElector, code: true },
      { label: 'OCR', value: person.ocr, code: true },
      { label: 'CIC', value: person.cic, code: true },
      { label: 'Entidad', value: entidadByKey(person.entidad)?.name ?? person.entidad },
      { label: 'Municipio', value: person.municipio },
      { label: 'Sección electoral', value: person.seccion, code: true },
    ])
    .section('Acceso al portal', [
      { label: 'Correo electrónico', value: person.email },
      { label: 'Vinculado a', value: person.emailProvider === 'google' ? 'Google' : 'Facebook' },
    ])
    .section('Expediente', [
      { label: 'Fecha de manifestación', value: day(person.fechaManifestacion) },
      { label: 'Número de oficio o referencia', value: person.numeroOficio },
      { label: 'Folio interno', value: person.folioInterno },
      { label: 'Observaciones', value: person.observaciones },
    ])
    .paragraph(
      'Confirmo que los datos de esta cédula son correctos y que el correo electrónico es de mi uso personal. ' +
        'El resguardo de esa cuenta y de su contraseña es mi responsabilidad.',
    )
    .signatures(['Firma de la persona aspirante', 'Nombre y firma de quien recibe por el OPL']);
  return pdf.finish();
}

function day(isoDate: string): string {
  return isoDate.split('-').reverse().join('/');
}

function placeOfBirth(key: string): string {
  return entidadByKey(key)?.name ?? 'Extranjero';
}
