import type { Registration } from './registration.js';

/** One field that a correction changed; values as they were written. */
export interface FieldChange {
  readonly field: keyof Registration | 'office';
  readonly from: string;
  readonly to: string;
}

/** Kept encrypted: why, and what from what to what. */
export interface CorrectionContent {
  readonly reason: string;
  readonly changes: readonly FieldChange[];
}

export function changesBetween(before: Registration, after: Registration): FieldChange[] {
  return (Object.keys(after) as (keyof Registration)[])
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field], to: after[field] }));
}

/** What the encryption of a correction is bound to. */
export function correctionContext(correctionId: string): string {
  return `aspirants.correction.changes:${correctionId}`;
}

/** What the encryption of a withdrawal's reason is bound to. */
export function withdrawalContext(aspirantId: string): string {
  return `aspirants.withdrawal.reason:${aspirantId}`;
}
