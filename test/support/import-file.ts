import { buffer } from 'node:stream/consumers';
import {
  IMPORT_FIELDS,
  IMPORT_HEADERS,
  type ImportField,
} from '../../src/contexts/auxiliaries/domain/import-columns.js';
import { writeSpreadsheet } from '../../src/kernel/documents/spreadsheet.js';
import type { NewAuxiliary } from './auxiliaries.js';

/** A row as an aspirant types it. */
export type ImportRow = Record<ImportField, string>;

export const importRow = ({ fechaNacimiento, ...person }: NewAuxiliary): ImportRow => ({
  ...person,
  fechaNacimiento: fechaNacimiento.split('-').reverse().join('/'),
  telefonoMovil: '442 123 4567',
  emailProvider: 'Google',
  curp: '',
});

/** The Excel file with which an aspirant imports auxiliaries (§6.4). */
export async function importFile(rows: readonly ImportRow[]): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await buffer(
    writeSpreadsheet(
      'Auxiliares',
      IMPORT_FIELDS.map((field) => ({ header: IMPORT_HEADERS[field], width: 20 })),
      rows.map((row) => IMPORT_FIELDS.map((field) => row[field])),
    ),
  );
  return new Uint8Array(bytes);
}
