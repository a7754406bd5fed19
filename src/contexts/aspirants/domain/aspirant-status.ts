/**
 * Statuses of a registration (§5.F). The OPL registers the aspirant (`draft`), validates the data (`validated`), and
 * confirms the registration once the sheet is signed (`confirmed`). An aspirant who gives up is `withdrawn`.
 */
export const ASPIRANT_STATUSES = ['draft', 'validated', 'confirmed', 'withdrawn'] as const;
export type AspirantStatus = (typeof ASPIRANT_STATUSES)[number];

/**
 * All allowed transitions. A correction returns a registration to `draft` unless it is already confirmed. A confirmed
 * one stays confirmed; only its data must be validated and the sheet signed again.
 */
export const ASPIRANT_TRANSITIONS: Readonly<Record<AspirantStatus, readonly AspirantStatus[]>> = {
  draft: ['validated', 'withdrawn'],
  validated: ['draft', 'confirmed', 'withdrawn'],
  confirmed: ['withdrawn'],
  withdrawn: [],
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

/**
 * The OPL's next step for a registration; `nothing` once its latest version is confirmed and signed, or if it is
 * withdrawn.
 */
export const NEXT_STEPS = ['validate', 'sign', 'confirm', 'nothing'] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

export function nextStep(status: AspirantStatus, { version, validatedVersion, signedVersion }: Versions): NextStep {
  if (status === 'withdrawn') return 'nothing';
  if (validatedVersion < version) return 'validate';
  if (signedVersion < version) return 'sign';
  return status === 'confirmed' ? 'nothing' : 'confirm';
}
