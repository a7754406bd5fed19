import { normaliseIdentifier, normaliseText, type CredentialFields } from '#electoral/identifiers';
import type { Finding } from '#electoral/devices';
import type { RegisteredPerson } from '../../auxiliaries/index.js';

/** Shown beside the images, and no ground to hold anybody up. */
const INFORMATIONAL_FINDINGS: ReadonlySet<Finding> = new Set([
  'not-read',
  'another-device',
  'second-device',
  'second-aspirant',
]);

/** What of one person there is more than once, whether or not the OPL allows it (§7.6): always shown to it. */
export const MULTIPLICITY_FINDINGS: readonly Finding[] = [
  'another-device',
  'second-device',
  'other-aspirant',
  'second-aspirant',
];

/** What of the findings the OPL's rule is about. */
export function mismatches(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => !INFORMATIONAL_FINDINGS.has(finding));
}

/**
 * The card as the app read it against what the aspirant registered (decision 24). What was not read says nothing; names
 * are held against each other without accents, and only as far as the card gives them.
 */
export function compareCard(card: CredentialFields, registered: RegisteredPerson, now: Date): Finding[] {
  const found: Finding[] = [];
  if (Object.keys(card).length === 0) return ['not-read'];
  const { claveElector, fechaNacimiento, vigencia } = card;
  if (claveElector && normaliseIdentifier(claveElector) !== registered.claveElector) found.push('clave-differs');
  if (fechaNacimiento && fechaNacimiento !== registered.fechaNacimiento) found.push('birth-differs');
  const names = ['nombre', 'paterno', 'materno'] as const;
  if (names.some((name) => card[name] && !sameName(card[name], registered[name]))) found.push('name-differs');
  // A card says the year alone: it is valid to the end of it.
  if (vigencia && Number(vigencia.slice(0, 4)) < now.getUTCFullYear()) found.push('card-expired');
  return found;
}

/** The machine-readable zone cuts names at its edge. */
function sameName(onCard: string, registered: string): boolean {
  const [card, typed] = [normaliseText(onCard), normaliseText(registered)];
  return typed === card || (card.length >= 4 && typed.startsWith(card));
}
