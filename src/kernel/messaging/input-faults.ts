import { z } from 'zod';
import { DomainError } from '../errors/domain-error.js';

/**
 * A checked input. If it has errors, it contains the parsed values of the valid fields, and the other fields as sent.
 */
export interface CheckedInput {
  readonly data: object;
  readonly faults: readonly DomainError[];
}

/** Checks an input against its schema. Each invalid field gets one error, which says what is wrong with it. */
export function checkInput(schema: z.ZodType, input: unknown): CheckedInput {
  const parsed = schema.safeParse(input);
  if (parsed.success) {
    return { data: parsed.data as object, faults: fieldsWithNul(parsed.data).map((field) => inputInvalid(field)) };
  }
  const byField = new Map<string, DomainError>();
  for (const issue of parsed.error.issues) {
    const field = issue.path.join('.');
    if (!byField.has(field)) byField.set(field, faultOf(issue, field, valueAt(input, issue.path)));
  }
  return { data: partOf(schema, input), faults: [...byField.values()] };
}

function faultOf(issue: z.core.$ZodIssue, field: string, value: unknown): DomainError {
  const fault = (code: string, limit?: number | bigint): DomainError =>
    new DomainError(`KERNEL.${code}`, {
      kind: 'invalid',
      field,
      params: { field, ...(limit !== undefined && { limit: Number(limit) }) },
    });
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) {
    return fault('FIELD_MISSING');
  }
  if (issue.code === 'too_small' && issue.origin === 'string') return fault('FIELD_TOO_SHORT', issue.minimum);
  if (issue.code === 'too_big' && issue.origin === 'string') return fault('FIELD_TOO_LONG', issue.maximum);
  if (issue.code === 'too_small' && isNumber(issue.origin)) return fault('NUMBER_TOO_SMALL', issue.minimum);
  if (issue.code === 'too_big' && isNumber(issue.origin)) return fault('NUMBER_TOO_LARGE', issue.maximum);
  if (issue.code === 'invalid_type' && isNumber(issue.expected)) return fault('NUMBER_FORMAT');
  if (issue.code === 'invalid_format' && issue.format === 'email') return fault('EMAIL_FORMAT');
  return inputInvalid(field);
}

const isNumber = (kind: string): boolean => kind === 'number' || kind === 'int';

function inputInvalid(field: string): DomainError {
  return new DomainError('KERNEL.INPUT_INVALID', { kind: 'invalid', field, params: { field } });
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], input);
}

/** Each field on its own: parsed if it is valid, otherwise the trimmed text that was sent. */
function partOf(schema: z.ZodType, input: unknown): object {
  if (!(schema instanceof z.ZodObject)) return {};
  const sent = (input ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(schema.shape as Record<string, z.ZodType>).map(([field, own]) => {
      const parsed = own.safeParse(sent[field]);
      if (parsed.success) return [field, parsed.data];
      return [field, typeof sent[field] === 'string' ? sent[field].trim() : ''];
    }),
  );
}

/** PostgreSQL text cannot hold NUL. Checked here so that the error names the field. */
function fieldsWithNul(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value.includes('\u0000') ? [path] : [];
  if (!Array.isArray(value) && !isPlain(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => fieldsWithNul(inner, path === '' ? key : `${path}.${key}`));
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
