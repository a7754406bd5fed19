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

/** A change that others made while a correction was typed. */
export interface LaterChange extends FieldChange {
  /** What was typed in this field instead; absent if nothing else was. */
  readonly typed?: string;
}

/**
 * Applies typed values to data that has changed since the form was opened: a field that was not edited takes its
 * current value.
 * @param later the corrections since then, newest first.
 */
export function rebaseTyped(
  typed: Registration,
  current: Registration,
  later: readonly Pick<CorrectionContent, 'changes'>[],
): { readonly values: Partial<Registration>; readonly changes: readonly LaterChange[] } {
  const before = new Map(later.flatMap(({ changes }) => changes).map(({ field, from }) => [field, from]));
  const changes = [...before]
    .map(([field, from]): FieldChange => ({ field, from, to: current[field] }))
    .filter(({ from, to }) => from !== to);
  const isTyped = (field: keyof Registration, value: string): boolean => ungrouped(typed[field]) === ungrouped(value);
  return {
    values: Object.fromEntries(changes.flatMap(({ field, from, to }) => (isTyped(field, from) ? [[field, to]] : []))),
    changes: changes.map((change) => {
      const { field, from, to } = change;
      return isTyped(field, from) || isTyped(field, to) ? change : { ...change, typed: typed[field] };
    }),
  };
}

/** The form groups the characters of an identifier. */
function ungrouped(value: string): string {
  return value.replace(/\s/g, '').toUpperCase();
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
