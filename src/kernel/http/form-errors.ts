import { typedDay } from '#electoral/time';
import { emptyFieldMessage } from '../errors/empty-field-message.js';
import { messageFor } from '../errors/catalogue.js';
import { DomainError } from '../errors/domain-error.js';

/** An error shown beside its field and, with a link to the field, in the summary. */
export interface FormError {
  readonly field: string | undefined;
  readonly sentence: string;
}

/** Errors that the user can resolve by correcting the form or by retrying later. */
const CORRECTABLE: ReadonlySet<string> = new Set(['invalid', 'conflict', 'too-many', 'unavailable']);

/**
 * The errors of a form in Spanish, with the labels of its fields.
 * @param labels the form's fields in the order of the screen; errors of other fields appear only in the summary.
 * @param values the texts of the form. The error of an empty field says that it is missing, whatever rule it violates.
 * @throws the error itself if the form cannot show it.
 */
export function formErrors(
  error: unknown,
  labels: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>> = {},
): FormError[] {
  if (!(error instanceof DomainError) || !CORRECTABLE.has(error.kind)) throw error;
  const order = Object.keys(labels);
  return error
    .all()
    .map((fault) => {
      const field = fault.field !== undefined && fault.field in labels ? fault.field : undefined;
      const label = field === undefined ? '' : (labels[field] ?? '');
      if (field !== undefined && (values[field] === '' || fault.code === 'KERNEL.FIELD_MISSING')) {
        return { field, sentence: emptyFieldMessage(label) };
      }
      const params = field === undefined ? fault.params : { ...fault.params, field: label };
      return { field, sentence: messageFor(new DomainError(fault.code, { kind: fault.kind, params })) };
    })
    .sort((a, b) => order.indexOf(a.field ?? '') - order.indexOf(b.field ?? ''));
}

/** The sentences by field, e.g. for `{{lookup errorsByField "email"}}`. */
export function byField(errors: readonly FormError[]): Record<string, string> {
  return Object.fromEntries(errors.flatMap(({ field, sentence }) => (field === undefined ? [] : [[field, sentence]])));
}

/** The trimmed texts of a submitted form; other values become empty. */
export function formTexts<Name extends string>(body: unknown, names: readonly Name[]): Record<Name, string> {
  const values = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return Object.fromEntries(
    names.map((name) => [name, typeof values[name] === 'string' ? values[name].trim() : '']),
  ) as Record<Name, string>;
}

/** Converts a typed day ({@link typedDay}) to `1997-06-13`; returns any other text unchanged. */
export function dayFromForm(text: string): string {
  return typedDay(text) ?? text;
}
