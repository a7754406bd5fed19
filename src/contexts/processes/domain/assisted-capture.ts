/** How long a right to capture lasts that was given before a change: until then a device may still offer what it says. */
export const LEASE_HOURS = 72;

export const MAX_REASONS = 12;
export const MAX_REASON_LENGTH = 120;

/** Where an OPL has set none: what its form begins with. */
export const SUGGESTED_REASONS: readonly string[] = [
  'No sabe o no puede firmar',
  'No puede usar las manos',
  'No puede ver lo que firma',
  'No puede sostenerse o mantenerse quieta para la fotografía',
];

/** One version of an OPL's rule for the capture with help (decision 31). */
export interface AssistedCaptureVersion {
  readonly version: number;
  readonly allowed: boolean;
  /** Empty where it is not allowed. */
  readonly reasons: readonly string[];
  readonly agreement: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * The rules that a capture may have gone by: the one in force at its instant, and any that a lease given within the
 * {@link LEASE_HOURS} before could still say.
 * @param versions of one process, newest first.
 */
export function versionsInEffectAt(
  versions: readonly AssistedCaptureVersion[],
  capturedAt: Date,
): AssistedCaptureVersion[] {
  const earliest = capturedAt.getTime() - LEASE_HOURS * 3_600_000;
  return versions.filter(({ at }, index) => {
    const next = versions[index - 1];
    const endsAt = next === undefined ? Infinity : Date.parse(next.at);
    return Date.parse(at) <= capturedAt.getTime() && endsAt > earliest;
  });
}
