import { centralDay } from '../../../kernel/clock/central-time.js';
import { normaliseIdentifier, normaliseText, type CredentialFields } from '#electoral/identifiers';
import type { Finding } from '#electoral/devices';
import type { ReviewReason } from '#electoral/wire';
import type { RegisteredPerson } from '../../auxiliaries/index.js';

/** Shown to the OPL, but no reason for a review. */
const INFORMATIONAL_FINDINGS: ReadonlySet<Finding> = new Set([
  'not-read',
  'another-device',
  'second-device',
  'second-aspirant',
]);

/** Findings of {@link compareCard}. */
export const COMPARISON_FINDINGS: ReadonlySet<Finding> = new Set([
  'not-read',
  'clave-differs',
  'birth-differs',
  'name-differs',
  'card-expired',
]);

/** Several devices or aspirants of one person. Always shown to the OPL, even if it allows them (§7.6). */
export const MULTIPLICITY_FINDINGS: readonly Finding[] = [
  'another-device',
  'second-device',
  'other-aspirant',
  'second-aspirant',
];

/** Findings that the OPL's mismatch rule applies to. */
export function mismatches(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => !INFORMATIONAL_FINDINGS.has(finding));
}

/**
 * The differences that the auxiliary can resolve. Which field differs is not stated, so that nobody can use another
 * person's registration to guess their data.
 */
const REASONS: Readonly<Partial<Record<Finding, ReviewReason>>> = {
  'clave-differs': 'card-differs',
  'birth-differs': 'card-differs',
  'name-differs': 'card-differs',
  'card-expired': 'card-expired',
  'image-poor': 'image-poor',
};

export function reviewReasonsOf(findings: readonly Finding[]): ReviewReason[] {
  return [...new Set(findings.flatMap((finding) => REASONS[finding] ?? []))];
}

/**
 * Compares the card as read by the app with the registration (decision 24). Fields that were not read are skipped.
 * Names are compared without accents, and may be truncated on the card.
 */
export function compareCard(card: CredentialFields, registered: RegisteredPerson, now: Date): Finding[] {
  const found: Finding[] = [];
  if (Object.keys(card).length === 0) return ['not-read'];
  const { claveElector, fechaNacimiento, vigencia } = card;
  if (claveElector && normaliseIdentifier(claveElector) !== registered.claveElector) found.push('clave-differs');
  if (fechaNacimiento && fechaNacimiento !== registered.fechaNacimiento) found.push('birth-differs');
  const names = ['nombre', 'paterno', 'materno'] as const;
  if (names.some((name) => card[name] && !sameName(card[name], registered[name]))) found.push('name-differs');
  // A card shows only the year and is valid until the end of that year.
  if (vigencia && vigencia.slice(0, 4) < centralDay(now).slice(0, 4)) found.push('card-expired');
  return found;
}

/** The machine-readable zone truncates long names. */
function sameName(onCard: string, registered: string): boolean {
  const [card, name] = [normaliseText(onCard), normaliseText(registered)];
  return name === card || (card.length >= 4 && name.startsWith(card));
}
