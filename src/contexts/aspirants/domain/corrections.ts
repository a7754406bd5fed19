import type { Registration } from './registration.js';

/** Form field of the box by which an official confirms the account with which a confirmed aspirant will sign in. */
export const ACCESS_CHECKED = 'accessChecked';

/** One field that a correction changed, with its raw values; for `office`, the names of the offices. */
export interface FieldChange {
  readonly field: keyof Registration | 'office';
  readonly from: string;
  readonly to: string;
}

/** Reason and changes of a correction; stored encrypted. */
export interface CorrectionContent {
  readonly reason: string;
  readonly changes: readonly FieldChange[];
}

export function changesBetween(before: Registration, after: Registration): FieldChange[] {
  return (Object.keys(after) as (keyof Registration)[])
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field], to: after[field] }));
}

/** Context (associated data) of an encrypted correction. */
export function correctionContext(correctionId: string): string {
  return `aspirants.correction.changes:${correctionId}`;
}

/** Context (associated data) of the encrypted reason for an annulment. */
export function annulmentContext(aspirantId: string): string {
  return `aspirants.annulment.reason:${aspirantId}`;
}

/** Context (associated data) of the encrypted reason for a withdrawal. */
export function withdrawalContext(aspirantId: string): string {
  return `aspirants.withdrawal.reason:${aspirantId}`;
}
