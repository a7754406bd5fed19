import type { BajaCause, RollStatus } from './registry-status.js';

/** One row of a roll cut. Dates are `yyyy-mm-dd`; identifiers are normalised. */
export interface RollElector {
  readonly claveElector: string;
  readonly curp: string;
  readonly cic: string;
  readonly ocr: string;
  readonly identificadorCiudadano: string;
  readonly numeroEmision: string;
  readonly nombre: string;
  readonly paterno: string;
  readonly materno: string;
  readonly fechaNacimiento: string;
  readonly sexo: string;
  readonly entidad: string;
  readonly distrito: string;
  readonly municipio: string;
  readonly seccion: string;
  readonly registryStatus: RollStatus;
  readonly bajaCause: BajaCause | '';
  /** Unchanged by re-issues and corrections; the key for duplicates is derived from it. */
  readonly stableKey: string;
}

/** Column order of the file format (`docs/roll-format.md`) and of the table. */
export const ROLL_COLUMNS = [
  'claveElector',
  'curp',
  'cic',
  'ocr',
  'identificadorCiudadano',
  'numeroEmision',
  'nombre',
  'paterno',
  'materno',
  'fechaNacimiento',
  'sexo',
  'entidad',
  'distrito',
  'municipio',
  'seccion',
  'registryStatus',
  'bajaCause',
  'stableKey',
] as const satisfies readonly (keyof RollElector)[];
