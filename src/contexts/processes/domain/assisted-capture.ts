/** Maximum lifetime of a lease: a device may still offer the previous rule this long after a change. */
export const LEASE_HOURS = 72;

export const MAX_REASONS = 12;
export const MAX_REASON_LENGTH = 120;

/** Default reasons in the form if the OPL has set no reasons. */
export const SUGGESTED_REASONS: readonly string[] = [
  'No sabe o no puede firmar',
  'No puede usar las manos',
  'No puede ver lo que firma',
  'No puede sostenerse o mantenerse quieta para la fotografía',
];

/** One version of an OPL's rule for assisted capture (decision 31). */
export interface AssistedCaptureVersion {
  readonly version: number;
  readonly allowed: boolean;
  /** Empty if not allowed. */
  readonly reasons: readonly string[];
  readonly agreement: string | null;
  /** ISO 8601, UTC. */
  readonly effectiveFrom: string;
}

/**
 * The versions that a device may have applied at an instant: the one in force, and any that was in force during the
 * preceding {@link LEASE_HOURS} hours.
 * @param versions the versions of one process, newest first.
 */
export function versionsInEffectAt(
  versions: readonly AssistedCaptureVersion[],
  capturedAt: Date,
): AssistedCaptureVersion[] {
  const earliest = capturedAt.getTime() - LEASE_HOURS * 3_600_000;
  return versions.filter(({ effectiveFrom }, index) => {
    const next = versions[index - 1];
    const endsAt = next === undefined ? Infinity : Date.parse(next.effectiveFrom);
    return Date.parse(effectiveFrom) <= capturedAt.getTime() && endsAt > earliest;
  });
}
