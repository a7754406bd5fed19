import type { Registration } from './registration.js';

/** One field that a correction changed, with its raw values. */
export interface FieldChange {
  readonly field: keyof Registration;
  readonly from: string;
  readonly to: string;
}

/** Reason and changes of a correction; stored encrypted. */
export interface CorrectionContent {
  readonly reason: string;
  readonly changes: readonly FieldChange[];
}

/** Fields compared with the card at enrolment. */
const IDENTITY: ReadonlySet<keyof Registration> = new Set<keyof Registration>([
  'nombre',
  'paterno',
  'materno',
  'fechaNacimiento',
  'claveElector',
]);

export function changesBetween(before: Registration, after: Registration): FieldChange[] {
  return (Object.keys(after) as (keyof Registration)[])
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field], to: after[field] }));
}

export function changesIdentity(changes: readonly FieldChange[]): boolean {
  return changes.some(({ field }) => IDENTITY.has(field));
}

/** True if the auxiliary must sign in with a different account from now on. */
export function changesAccount(changes: readonly FieldChange[]): boolean {
  return changes.some(({ field }) => field === 'email' || field === 'emailProvider');
}

/** Context (associated data) of an encrypted correction. */
export function correctionContext(correctionId: string): string {
  return `auxiliaries.correction.changes:${correctionId}`;
}
