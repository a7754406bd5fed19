import { ROLL_COLUMNS } from '#electoral/roll';

export const SCHEMA = 'roll';

const COLUMNS: Readonly<Record<(typeof ROLL_COLUMNS)[number], string>> = {
  claveElector: 'clave_elector',
  curp: 'curp',
  cic: 'cic',
  ocr: 'ocr',
  identificadorCiudadano: 'identificador_ciudadano',
  numeroEmision: 'numero_emision',
  nombre: 'nombre',
  paterno: 'paterno',
  materno: 'materno',
  fechaNacimiento: 'fecha_nacimiento',
  sexo: 'sexo',
  entidad: 'entidad',
  distrito: 'distrito',
  municipio: 'municipio',
  seccion: 'seccion',
  registryStatus: 'registry_status',
  bajaCause: 'baja_cause',
  stableKey: 'stable_key',
};

/** COPY target in the column order of the file. An empty cell is stored as empty text; a cut contains no nulls. */
export const COPY_COLUMNS = `(${ROLL_COLUMNS.map((column) => COLUMNS[column]).join(', ')}) from stdin (format csv, null '\\N')`;

/** The indexes of roll.elector, by the suffix of their names. Built after the rows are loaded, which is much faster. */
export const INDEXES: readonly (readonly [name: string, definition: string])[] = [
  ['clave', '(clave_elector, numero_emision, ocr)'],
  ['cic_ocr', `(cic, ocr) where cic <> ''`],
  ['cic_citizen', `(cic, identificador_ciudadano) where cic <> ''`],
  ['ocr', `(ocr) where ocr <> ''`],
  ['citizen', `(identificador_ciudadano) where identificador_ciudadano <> ''`],
];

/** Identifiers of one elector. A value that two electors share is recorded, because it cannot settle a match. */
export const IDENTIFIERS = ['clave_elector', 'cic', 'ocr', 'identificador_ciudadano'] as const;
