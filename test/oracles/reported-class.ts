import type { DeskVerdict } from '../../src/contexts/verification/domain/desk-verdict.js';
import type { Duplicate } from '../../src/contexts/verification/domain/duplicates.js';
import type { RegistryStatus } from '#electoral/roll';
import {
  DEFAULT_PRECEDENCE,
  type Precedence,
  type ReportedClass,
} from '../../src/contexts/verification/domain/reported-class.js';

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
