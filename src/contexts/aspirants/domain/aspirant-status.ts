/**
 * Statuses of a registration (§5.F). The OPL registers the aspirant (`draft`), validates the data (`validated`), and
 * confirms the registration once the sheet is signed (`confirmed`). An aspirant who gives up is `withdrawn`. A
 * registration made by mistake is `annulled`.
 */
export const ASPIRANT_STATUSES = ['draft', 'validated', 'confirmed', 'withdrawn', 'annulled'] as const;
export type AspirantStatus = (typeof ASPIRANT_STATUSES)[number];

/**
 * All allowed transitions. A correction returns a registration to `draft` unless it is already confirmed. A confirmed
 * one stays confirmed; only its data must be validated and the sheet signed again.
 */
export const ASPIRANT_TRANSITIONS: Readonly<Record<AspirantStatus, readonly AspirantStatus[]>> = {
  draft: ['validated', 'withdrawn', 'annulled'],
  validated: ['draft', 'confirmed', 'withdrawn', 'annulled'],
  confirmed: ['withdrawn'],
  withdrawn: [],
  annulled: [],
};

export function canTransition(from: AspirantStatus, to: AspirantStatus): boolean {
  return ASPIRANT_TRANSITIONS[from].includes(to);
}

/** The latest version of the data, the version last validated and the version last signed; 0 for none. */
export interface Versions {
  readonly version: number;
  readonly validatedVersion: number;
  readonly signedVersion: number;
}

/** Whether a registration can be annulled: it was never signed, so its aspirant has neither agreed nor received access. */
export function canBeAnnulled(status: AspirantStatus, { signedVersion }: Versions): boolean {
  return (status === 'draft' || status === 'validated') && signedVersion === 0;
}

/**
 * The OPL's next step for a registration; `nothing` once its latest version is confirmed and signed, or if it is
 * withdrawn or annulled.
 */
export const NEXT_STEPS = ['validate', 'sign', 'confirm', 'nothing'] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

export function nextStep(status: AspirantStatus, { version, validatedVersion, signedVersion }: Versions): NextStep {
  if (status === 'withdrawn' || status === 'annulled') return 'nothing';
  if (validatedVersion < version) return 'validate';
  if (signedVersion < version) return 'sign';
  return status === 'confirmed' ? 'nothing' : 'confirm';
}
