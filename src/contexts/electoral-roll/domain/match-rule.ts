import { credentialType, normaliseFields, type CredentialFields, type CredentialTypeKey } from '#electoral/identifiers';
import type { Match, MatchedElector, MatchQuestion, RollCut } from '../roll-port.js';

export type Combination = 'clave-emision-ocr' | 'cic-ocr' | 'cic-ciudadano';

/** As read, with what was typed laid over it, or both where these do not differ. */
export type Variant = 'read' | 'effective' | 'both';

/** The values of one record that the roll is asked with, normalised. */
export interface Attempt {
  readonly variant: Variant;
  readonly combination: Combination;
  readonly claveElector: string;
  readonly numeroEmision: string;
  readonly cic: string;
  readonly ocr: string;
  readonly identificadorCiudadano: string;
}

/** A row of the roll that an attempt found: by the whole combination, or by one identifier alone. */
export interface Hit {
  readonly variant: Variant;
  readonly by: 'combination' | 'single';
  readonly elector: MatchedElector;
}

/**
 * What was read as it was read, and what was typed laid over it: a corrected digit must not hide the reading. Where nothing
 * that matters was typed it is one attempt.
 */
export function buildAttempts({ credentialType: key, read, typed }: MatchQuestion): Attempt[] {
  const combination = combinationFor(key);
  const readFields = normaliseFields(read);
  if (Object.keys(typed).length === 0) return [toAttempt('both', combination, readFields)];
  const effective = { ...readFields, ...normaliseFields(typed) };
  const asRead = toAttempt('read', combination, readFields);
  const corrected = toAttempt('effective', combination, effective);
  return IDENTIFIER_FIELDS.every((name) => asRead[name] === corrected[name])
    ? [{ ...corrected, variant: 'both' }]
    : [asRead, corrected];
}

const IDENTIFIER_FIELDS = ['claveElector', 'numeroEmision', 'cic', 'ocr', 'identificadorCiudadano'] as const;

/** Never the clave first for a card that carries a CIC: the type's own identifiers, all of them. */
export function combinationFor(key: CredentialTypeKey): Combination {
  const identifiedBy = credentialType(key)?.identifiedBy ?? [];
  if (identifiedBy.includes('claveElector')) return 'clave-emision-ocr';
  return identifiedBy.includes('ocr') ? 'cic-ocr' : 'cic-ciudadano';
}

function toAttempt(variant: Attempt['variant'], combination: Combination, fields: CredentialFields): Attempt {
  return {
    variant,
    combination,
    claveElector: fields.claveElector ?? '',
    numeroEmision: fields.numeroEmision ?? '',
    cic: fields.cic ?? '',
    ocr: fields.ocr ?? '',
    identificadorCiudadano: fields.identificadorCiudadano ?? '',
  };
}

/**
 * One answer out of the hits. Two electors among them (by stable key) are a conflict and no match;
 * a single identifier alone never makes a match, it only can contradict one.
 */
export function decideMatch(id: string, cut: RollCut, hits: readonly Hit[]): Match {
  const electors = new Set(hits.map(({ elector }) => elector.stableKey));
  if (electors.size > 1) return { id, cut, outcome: 'conflict' };
  const whole = hits.filter(({ by }) => by === 'combination');
  const [first] = whole;
  if (!first) return { id, cut, outcome: 'not-found' };
  const byRead = whole.some(({ variant }) => variant !== 'effective');
  const byTyped = whole.some(({ variant }) => variant !== 'read');
  const matchedBy = byRead && byTyped ? 'both' : byRead ? 'read' : 'typed';
  return { id, cut, outcome: 'matched', elector: first.elector, matchedBy };
}
