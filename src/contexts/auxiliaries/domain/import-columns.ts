import type { Registration } from './registration.js';

/** The columns of §6.4, in the order of the template. */
export const IMPORT_FIELDS = [
  'nombre',
  'paterno',
  'materno',
  'fechaNacimiento',
  'telefonoMovil',
  'email',
  'emailProvider',
  'claveElector',
  'curp',
] as const satisfies readonly (keyof Registration)[];
export type ImportField = (typeof IMPORT_FIELDS)[number];

export const IMPORT_HEADERS: Readonly<Record<ImportField, string>> = {
  nombre: 'Nombre(s)',
  paterno: 'Apellido paterno',
  materno: 'Apellido materno',
  fechaNacimiento: 'Fecha de nacimiento',
  telefonoMovil: 'Teléfono móvil',
  email: 'Correo electrónico',
  emailProvider: 'Tipo de cuenta',
  claveElector: 'Clave de elector',
  curp: 'CURP',
};

/** May be empty. The CURP column may even be missing. */
export const OPTIONAL_FIELDS: ReadonlySet<ImportField> = new Set(['materno', 'curp']);

export const MAX_LENGTHS: Readonly<Record<ImportField, number>> = {
  nombre: 80,
  paterno: 80,
  materno: 80,
  fechaNacimiento: 60,
  telefonoMovil: 40,
  email: 254,
  emailProvider: 20,
  claveElector: 30,
  curp: 30,
};

/** Written to the file's properties. Every change to the columns needs a new version. */
export const TEMPLATE_VERSION = 'auxiliares/1';

/** Example row of the template, a fictitious person. The import ignores it. */
export const EXAMPLE: Readonly<Record<ImportField, string>> = {
  nombre: 'María Guadalupe (ejemplo)',
  paterno: 'Xolotl',
  materno: 'Ibáñez',
  fechaNacimiento: '1997-06-13',
  telefonoMovil: '4421234567',
  email: 'ejemplo@correo.example',
  emailProvider: 'Google',
  claveElector: 'XLIBGD97061300M000',
  curp: '',
};

export const MAX_IMPORT_BYTES = 20 * 1024 * 1024;
export const MAX_ROWS = 100_000;
/** Rows per job step. Small, because a step locks the id series of the process. */
export const BATCH_ROWS = 500;
