import { credentialType, normaliseFields, type CredentialFields, type CredentialTypeKey } from '#electoral/identifiers';
import type { Match, MatchedElector, MatchQuestion, RollCut } from '../roll-port.js';

export type Combination = 'clave-emision-ocr' | 'cic-ocr' | 'cic-ciudadano';

/** The values as read, those values with the typed corrections applied, or both if the two do not differ. */
export type Variant = 'read' | 'effective' | 'both';

/** The normalised values of one record that are searched in the roll. */
export interface Attempt {
  readonly variant: Variant;
  readonly combination: Combination;
  readonly claveElector: string;
  readonly numeroEmision: string;
  readonly cic: string;
  readonly ocr: string;
  readonly identificadorCiudadano: string;
}

/** A roll row that an attempt found, by the whole combination or by a single identifier. */
export interface Hit {
  readonly variant: Variant;
  readonly by: 'combination' | 'single';
  readonly elector: MatchedElector;
}

/**
 * Tries the values as read and also with the typed corrections applied: a wrong correction must not hide a correct
 * reading. If the corrections change no identifier, there is a single attempt.
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

/** The combination of all identifiers of the card type. A card that has a CIC is never searched by its clave first. */
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
 * Decides one match from its hits. Hits of two electors (two stable keys) are a conflict. A single identifier never
 * makes a match; it can only contradict one.
 */
export function decideMatch(id: string, cut: RollCut, hits: readonly Hit[]): Match {
  const electors = new Set(hits.map(({ elector }) => elector.stableKey));
  if (electors.size > 1) return { id, cut, outcome: 'conflict' };
  const fullHits = hits.filter(({ by }) => by === 'combination');
  const [first] = fullHits;
  if (!first) return { id, cut, outcome: 'not-found' };
  const byRead = fullHits.some(({ variant }) => variant !== 'effective');
  const byTyped = fullHits.some(({ variant }) => variant !== 'read');
  const matchedBy = byRead && byTyped ? 'both' : byRead ? 'read' : 'typed';
  return { id, cut, outcome: 'matched', elector: first.elector, matchedBy };
}
