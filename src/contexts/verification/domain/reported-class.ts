import type { DeskVerdict } from './desk-verdict.js';
import type { Duplicate } from './duplicates.js';
import type { RegistryStatus } from '#electoral/roll';

/** Every record has exactly one; the classes of an aspirant sum to the supports sent. */
export const REPORTED_CLASSES = [
  'en-procesamiento',
  'mesa-de-control',
  'con-inconsistencia',
  'fuera-de-periodo',
  'no-encontrado',
  'baja',
  'padron',
  'otra-situacion',
  'fuera-de-ambito',
  'fuera-de-regimen',
  'duplicado-mismo',
  'duplicado-otro',
  'valido',
] as const;
export type ReportedClass = (typeof REPORTED_CLASSES)[number];

export const REPORTED_CLASS_LABELS: Readonly<Record<ReportedClass, string>> = {
  'en-procesamiento': 'En procesamiento',
  'mesa-de-control': 'En mesa de control',
  'con-inconsistencia': 'Con inconsistencia',
  'fuera-de-periodo': 'Fuera del periodo de captación',
  'no-encontrado': 'Datos no encontrados',
  baja: 'Baja del padrón',
  padron: 'En padrón (no en lista nominal)',
  'otra-situacion': 'Otra situación en padrón',
  'fuera-de-ambito': 'Fuera de ámbito geo-electoral',
  'fuera-de-regimen': 'Fuera del régimen de excepción',
  'duplicado-mismo': 'Duplicado con el mismo aspirante',
  'duplicado-otro': 'Duplicado con otro aspirante',
  valido: 'Encontrado en lista nominal',
};

/** How a state is coloured wherever it is shown; the word always stands beside it. */
export type StateTone = 'counts' | 'attention' | 'excluded' | 'process' | 'neutral';

export const REPORTED_CLASS_TONES: Readonly<Record<ReportedClass, StateTone>> = {
  'en-procesamiento': 'process',
  'mesa-de-control': 'process',
  'con-inconsistencia': 'excluded',
  'fuera-de-periodo': 'attention',
  'no-encontrado': 'excluded',
  baja: 'excluded',
  padron: 'excluded',
  'otra-situacion': 'excluded',
  'fuera-de-ambito': 'excluded',
  'fuera-de-regimen': 'excluded',
  'duplicado-mismo': 'neutral',
  'duplicado-otro': 'excluded',
  valido: 'counts',
};

/** The independent facts of a record; its class is derived from them, never set. */
export interface SupportFacts {
  readonly channel: 'app' | 'paper';
  readonly registryStatus: RegistryStatus;
  readonly deskVerdict: DeskVerdict;
  /** Captured outside of the period in force, beyond the tolerance; the OPL has not let it in. */
  readonly outOfPeriod: boolean;
  /** The elector is registered where the office is elected. */
  readonly inScope: boolean;
  /** Paper only: the elector lives in a municipality of the exception regime (§9). */
  readonly inExceptionRegime: boolean;
  readonly duplicate: Duplicate | undefined;
}

/** One sentence per class: when does a record belong to it. */
const HOLDS: Readonly<Record<Exclude<ReportedClass, 'valido'>, (facts: SupportFacts) => boolean>> = {
  'en-procesamiento': ({ registryStatus }) => registryStatus === 'en-procesamiento',
  'mesa-de-control': ({ deskVerdict }) => deskVerdict === 'pendiente',
  'con-inconsistencia': ({ deskVerdict }) => deskVerdict !== 'pendiente' && deskVerdict !== 'sin-inconsistencia',
  'fuera-de-periodo': ({ outOfPeriod }) => outOfPeriod,
  'no-encontrado': ({ registryStatus }) => registryStatus === 'no-encontrado',
  baja: ({ registryStatus }) => registryStatus === 'baja',
  padron: ({ registryStatus }) => registryStatus === 'padron',
  'otra-situacion': ({ registryStatus }) => registryStatus === 'otra-situacion',
  'fuera-de-ambito': ({ inScope }) => !inScope,
  'fuera-de-regimen': ({ channel, inExceptionRegime }) => channel === 'paper' && !inExceptionRegime,
  'duplicado-mismo': ({ duplicate }) => duplicate === 'same-aspirant',
  'duplicado-otro': ({ duplicate }) => duplicate === 'other-aspirant',
};

export interface Precedence {
  /** Kept with every class a record was given. */
  readonly version: string;
  /** The first that holds is the class; `valido` is what remains. */
  readonly order: readonly Exclude<ReportedClass, 'valido'>[];
}

/** Print order is not precedence and no source gives one: this is the default, an OPL may have its own. */
export const DEFAULT_PRECEDENCE: Precedence = {
  version: 'default-1',
  order: [
    'en-procesamiento',
    'mesa-de-control',
    'con-inconsistencia',
    'fuera-de-periodo',
    'no-encontrado',
    'baja',
    'padron',
    'otra-situacion',
    'fuera-de-ambito',
    'fuera-de-regimen',
    'duplicado-mismo',
    'duplicado-otro',
  ],
};

export function reportedClass(facts: SupportFacts, precedence: Precedence = DEFAULT_PRECEDENCE): ReportedClass {
  return precedence.order.find((one) => HOLDS[one](facts)) ?? 'valido';
}

/**
 * Whether a record may still count, duplicates apart: one found void has lost its place, one that only waits
 * keeps it, so that no figure has to be taken back later.
 */
export function mayCount(facts: SupportFacts, precedence: Precedence = DEFAULT_PRECEDENCE): boolean {
  const atBest: SupportFacts = {
    ...facts,
    duplicate: undefined,
    deskVerdict: facts.deskVerdict === 'pendiente' ? 'sin-inconsistencia' : facts.deskVerdict,
    registryStatus: facts.registryStatus === 'en-procesamiento' ? 'lista-nominal' : facts.registryStatus,
  };
  return reportedClass(atBest, precedence) === 'valido';
}
