/**
 * States of an aspirant's registration (§5.F). The OPL registers (`draft`), looks at the data a second time
 * (`validated`), has the sheet signed and tells the aspirant (`confirmed`); who gives up is `withdrawn`.
 */
export const ASPIRANT_STATUSES = ['draft', 'validated', 'confirmed', 'withdrawn'] as const;
export type AspirantStatus = (typeof ASPIRANT_STATUSES)[number];

/**
 * Every allowed move; what is not here is forbidden. A correction before the confirmation leads back to `draft`;
 * after it the registration stays confirmed and only its sheet is owed anew.
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

/** Which version of the data is the newest, and which ones were looked at and signed; 0 for none. */
export interface Versions {
  readonly version: number;
  readonly validatedVersion: number;
  readonly signedVersion: number;
}

/** What the OPL owes to a registration next; `nothing` once it is confirmed and all of it is signed. */
export const NEXT_STEPS = ['validate', 'sign', 'confirm', 'nothing'] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

export function nextStep(status: AspirantStatus, { version, validatedVersion, signedVersion }: Versions): NextStep {
  if (status === 'withdrawn') return 'nothing';
  if (validatedVersion < version) return 'validate';
  if (signedVersion < version) return 'sign';
  return status === 'confirmed' ? 'nothing' : 'confirm';
}
