import { writeWorkbook, type FormColumn, type SheetValue } from '../../../kernel/documents/spreadsheet.js';
import { dayFromForm } from '../../../kernel/http/form-errors.js';
import { isCalendarDate } from '#electoral/time';
import {
  EXAMPLE,
  IMPORT_FIELDS,
  IMPORT_HEADERS,
  TEMPLATE_VERSION,
  type ImportField,
} from '../domain/import-columns.js';

interface FieldForm extends Pick<FormColumn, 'width' | 'prompt' | 'refusal' | 'rule'> {
  readonly kind?: 'day';
}

const ADULT_YEARS = 18;

/** Width, prompt and validation rule of each column. `today` limits the birth dates. */
function forms(today: Date): Readonly<Record<ImportField, FieldForm>> {
  const name = (min: number) => ({ kind: 'length', min, max: 80 }) as const;
  const youngest = new Date(today);
  youngest.setUTCFullYear(youngest.getUTCFullYear() - ADULT_YEARS);
  return {
    nombre: {
      width: 24,
      prompt: 'Como aparece en la credencial.',
      refusal: 'Escriba hasta 80 letras.',
      rule: name(1),
    },
    paterno: {
      width: 20,
      prompt: 'Como aparece en la credencial.',
      refusal: 'Escriba hasta 80 letras.',
      rule: name(1),
    },
    materno: {
      width: 20,
      prompt: 'Déjelo vacío si la credencial no lo lleva.',
      refusal: 'Escriba hasta 80 letras.',
      rule: name(0),
    },
    fechaNacimiento: {
      width: 16,
      kind: 'day',
      prompt: 'dd/mm/aaaa. La persona debe tener 18 años cumplidos.',
      refusal: 'Escriba una fecha como 13/06/1997, de alguien con 18 años cumplidos.',
      rule: { kind: 'days', first: new Date('1900-01-01T00:00:00Z'), last: youngest },
    },
    telefonoMovil: {
      width: 16,
      prompt: '10 dígitos, con la clave lada.',
      refusal: 'Escriba los 10 dígitos.',
      rule: { kind: 'length', min: 10, max: 20 },
    },
    email: {
      width: 32,
      prompt: 'El de la cuenta de Google o Facebook de la persona auxiliar. A este correo llegan sus datos de acceso.',
      refusal: 'Escriba un correo como nombre@dominio.mx.',
      rule: { kind: 'length', min: 6, max: 254 },
    },
    emailProvider: {
      width: 14,
      prompt: 'Google o Facebook.',
      refusal: 'Elija Google o Facebook.',
      rule: { kind: 'list', values: ['Google', 'Facebook'] },
    },
    claveElector: {
      width: 24,
      prompt: '18 caracteres, en el anverso de la credencial.',
      refusal: 'La clave de elector lleva 18 caracteres.',
      rule: { kind: 'length', min: 18, max: 30 },
    },
    curp: {
      width: 24,
      prompt: '18 caracteres. Opcional.',
      refusal: 'La CURP lleva 18 caracteres.',
      rule: { kind: 'length', min: 18, max: 30 },
    },
  };
}

export function importColumns(today: Date): FormColumn[] {
  const byField = forms(today);
  return IMPORT_FIELDS.map((field) => ({ header: IMPORT_HEADERS[field], ...byField[field] }));
}

/**
 * Converts the text of a cell. Valid birth dates become dates, so that Excel validates them; other texts are left
 * unchanged.
 */
export function importCell(field: ImportField, text: string): SheetValue {
  const day = field === 'fechaNacimiento' ? dayFromForm(text) : '';
  if (isCalendarDate(day)) return new Date(`${day}T00:00:00Z`);
  return text === '' ? null : text;
}

/** A sheet without rows, in the template and in the workbook with the rows to correct. */
export const INSTRUCTIONS_SHEET = 'Instrucciones';

export const INSTRUCTIONS = [
  'Cómo llenar esta plantilla',
  '1. Escriba una persona por fila en la hoja «Auxiliares», debajo de los títulos. No cambie los títulos ni su orden.',
  '2. La fila de ejemplo puede quedarse o borrarse: no se registra a nadie con ella.',
  '3. Escriba los datos mismos, sin fórmulas. Solo el apellido materno y la CURP pueden quedar vacíos.',
  '4. Cada persona debe tener 18 años cumplidos y Credencial para Votar vigente. Pida a cada una revisarla en https://listanominal.ine.mx/scpln/',
  '5. Cada persona usa un correo distinto, de su cuenta de Google o Facebook: con él entra a la aplicación y ahí recibe sus datos de acceso.',
  '6. Guarde el archivo como «Libro de Excel (.xlsx)» y envíelo en el portal, en Auxiliares, «Agregar con Excel».',
  '7. Primero se revisan todas las filas y nadie queda registrado. Después usted decide si se registran las correctas o ninguna.',
  '8. Las filas por corregir se le devuelven en otro archivo igual a este, con lo que hay que corregir: corrija ahí mismo y envíelo.',
  `Versión de la plantilla: ${TEMPLATE_VERSION}`,
];

const VALIDATED_ROWS = 10_000;

/** Workbook for aspirants to fill in (§6.4). */
export function importTemplate(today: Date): Promise<Buffer> {
  return writeWorkbook('Registro de auxiliares', TEMPLATE_VERSION, [
    {
      name: 'Auxiliares',
      columns: importColumns(today),
      rows: [IMPORT_FIELDS.map((field) => importCell(field, EXAMPLE[field]))],
      muted: [0],
      validatedRows: VALIDATED_ROWS,
    },
    { name: INSTRUCTIONS_SHEET, width: 110, lines: INSTRUCTIONS },
  ]);
}
