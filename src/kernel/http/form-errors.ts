import { sentenceFor } from '../errors/catalogue.js';
import { DomainError } from '../errors/domain-error.js';

/** One fault as a form shows it: beside its field, and in the summary with a link to it. */
export interface FormError {
  readonly field: string | undefined;
  readonly sentence: string;
}

/** What a person can mend by filling the form in again, or by trying later. */
const CORRECTABLE: ReadonlySet<string> = new Set(['invalid', 'conflict', 'too-many', 'unavailable']);

/**
 * The faults of a form in Spanish, its fields named as the screen names them.
 * @param labels the form's fields in the order of the screen; a fault of any other is told in the summary alone.
 * @throws what was caught, when it is nothing that the form can show.
 */
export function formErrors(error: unknown, labels: Readonly<Record<string, string>>): FormError[] {
  if (!(error instanceof DomainError) || !CORRECTABLE.has(error.kind)) throw error;
  const order = Object.keys(labels);
  return error
    .all()
    .map((fault) => {
      const field = fault.field !== undefined && fault.field in labels ? fault.field : undefined;
      const params = field === undefined ? fault.params : { ...fault.params, field: labels[field] ?? '' };
      return { field, sentence: sentenceFor(new DomainError(fault.code, { kind: fault.kind, params })) };
    })
    .sort((a, b) => order.indexOf(a.field ?? '') - order.indexOf(b.field ?? ''));
}

/** The sentences by field, for `{{lookup wrong "email"}}` beside the field. */
export function byField(errors: readonly FormError[]): Record<string, string> {
  return Object.fromEntries(errors.flatMap(({ field, sentence }) => (field === undefined ? [] : [[field, sentence]])));
}

/** A submitted form as trimmed texts; what is no text is empty. */
export function formTexts<Name extends string>(body: unknown, names: readonly Name[]): Record<Name, string> {
  const values = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return Object.fromEntries(
    names.map((name) => [name, typeof values[name] === 'string' ? values[name].trim() : '']),
  ) as Record<Name, string>;
}

/** `13/06/1997`, also `13-6-1997` or `1997-06-13`, as `1997-06-13`; anything else as it was typed. */
export function dayFromForm(typed: string): string {
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed);
  if (!match) return typed;
  const [, day = '', month = '', year = ''] = match;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
