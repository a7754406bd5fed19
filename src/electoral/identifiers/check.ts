/**
 * The severity of a problem with an identifier. `refuse` must be corrected; `warn` may be confirmed, because the
 * registry can lawfully differ from the rule.
 */
export type Severity = 'warn' | 'refuse';

export interface Problem<Code extends string = string> {
  readonly code: Code;
  readonly severity: Severity;
  /** The expected part, if it helps to correct the identifier. */
  readonly expected?: string;
  readonly found?: string;
}

export type Check<Code extends string = string> = { readonly ok: true } | ({ readonly ok: false } & Problem<Code>);

export const OK: { readonly ok: true } = { ok: true };

export function problem<Code extends string>(
  code: Code,
  severity: Severity,
  difference: { readonly expected?: string; readonly found?: string } = {},
): { readonly ok: false } & Problem<Code> {
  return { ok: false, code, severity, ...difference };
}

/** The problems of several checks, in order. */
export function problemsOf<Code extends string>(...checks: readonly Check<Code>[]): Problem<Code>[] {
  return checks.flatMap((check) => (check.ok ? [] : [toProblem(check)]));
}

export function hasRefusal(problems: readonly Problem[]): boolean {
  return problems.some((one) => one.severity === 'refuse');
}

function toProblem<Code extends string>({ ok: _, ...rest }: { readonly ok: false } & Problem<Code>): Problem<Code> {
  return rest;
}
