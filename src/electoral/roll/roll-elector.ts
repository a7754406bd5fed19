import type { BajaCause, RollStatus } from './registry-status.js';

/** One row of a roll cut. Dates `aaaa-mm-dd`; every identifier normalised. */
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
  /** What stays the same for a person through re-issues and corrections; the duplicate key comes from it. */
  readonly stableKey: string;
}

/** Column order of the declared file format (`docs/roll-format.md`) and of the table. */
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
