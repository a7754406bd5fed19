import { emptyFieldMessage } from '../../kernel/errors/empty-field-message.js';
import type { ProblemError } from './api.js';
import type { Values } from './draft.js';

/** What a field contributes to the messages of its form; registered while it is shown. */
export interface FieldRules {
  readonly label: string;
  readonly optional: boolean;
  readonly verb: 'Escriba' | 'Elija';
  /** The sentence for the empty field, if the one from its label does not read well. */
  readonly missing?: string | undefined;
  /** @returns what is wrong with a value, or null. Not called for an empty one. */
  readonly check?: ((value: string) => string | null) | undefined;
  /** Other fields whose correction may resolve an error shown at this one. */
  readonly settledBy?: readonly string[] | undefined;
}

export type FieldRegistry = ReadonlyMap<string, FieldRules>;

/** Code of an error that the page found itself. */
export const FIELD_FAULT = 'FIELD';
/** Code of an error that the page adds to those of an answer. */
const UNSENT_FAULT = 'FORM';

/**
 * The errors of an answer in the order of the screen, each with the sentence of its field, without duplicates. If the
 * answer is about fields, adds the errors that the page finds in the other fields: a command may stop at its first
 * error, and the user should correct all of them at once.
 */
export function faultsOf(
  errors: readonly ProblemError[],
  fields: FieldRegistry,
  valueOf: (field: string) => string,
  positionOf: (field: string) => number,
): ProblemError[] {
  const position = ({ field }: ProblemError): number => (field === undefined ? -1 : positionOf(field));
  const known = errors.map((fault) => {
    const rules = fault.field === undefined ? undefined : fields.get(fault.field);
    if (!rules || fault.field === undefined) return fault;
    const own = ownFault(rules, valueOf(fault.field));
    if (own !== null) return { ...fault, detail: own };
    return { ...fault, detail: fault.detail.replaceAll(`«${fault.field}»`, `«${rules.label}»`) };
  });
  const once = known.filter(
    ({ field, detail }, at) => at === known.findIndex((other) => other.field === field && other.detail === detail),
  );
  const isAboutFields = errors.some(({ field }) => field !== undefined && fields.has(field));
  return [...once, ...(isAboutFields ? otherFaults(once, fields, valueOf) : [])].sort(
    (a, b) => position(a) - position(b),
  );
}

/** What the page itself knows to be wrong with a field; null if nothing. */
function ownFault(rules: FieldRules, value: string): string | null {
  if (value === '') return rules.optional ? null : missingSentence(rules);
  return rules.check?.(value) ?? null;
}

function otherFaults(
  known: readonly ProblemError[],
  fields: FieldRegistry,
  valueOf: (field: string) => string,
): ProblemError[] {
  return [...fields].flatMap(([field, rules]) => {
    if (known.some((fault) => fault.field === field)) return [];
    const detail = ownFault(rules, valueOf(field));
    return detail === null ? [] : [{ code: UNSENT_FAULT, detail, field }];
  });
}

export function missingSentence({ label, verb, missing }: FieldRules): string {
  return missing ?? emptyFieldMessage(label, verb);
}

/** The errors that remain after a change of values: those of corrected fields disappear, or say what is still wrong. */
export function remainingFaults(
  faults: readonly ProblemError[],
  fields: FieldRegistry,
  before: Values,
  after: Values,
): readonly ProblemError[] {
  const changed = (field: string): boolean => (before[field] ?? '') !== (after[field] ?? '');
  const remaining = faults.flatMap((fault): ProblemError[] => {
    const { field } = fault;
    const rules = field === undefined ? undefined : fields.get(field);
    if (field === undefined || !rules) return [fault];
    if (![field, ...(rules.settledBy ?? [])].some(changed)) return [fault];
    const value = after[field] ?? '';
    const detail = value === '' ? null : (rules.check?.(value) ?? null);
    return detail === null ? [] : [{ ...fault, detail }];
  });
  const isSame = remaining.length === faults.length && remaining.every((fault, at) => fault === faults[at]);
  return isSame ? faults : remaining;
}

/** What is wrong with a field that the user leaves; null while they have not filled it yet. */
export function faultOnLeaving(rules: FieldRules, value: string, wasFilled: boolean): string | null {
  return value !== '' || wasFilled ? ownFault(rules, value) : null;
}
