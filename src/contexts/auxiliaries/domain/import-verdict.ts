import type { FieldIssue, Registration } from './registration.js';

/** What became of a row; kept encrypted beside what was typed until the file has ended. */
export type RowVerdict =
  | {
      readonly kind: 'good';
      readonly data: Registration;
      readonly inNominalList: boolean;
      readonly alsoOfOther: boolean;
      /** Hashes of e-mail and clave, base64. */
      readonly hashes: readonly [email: string, clave: string];
      readonly warnings: readonly FieldIssue[];
    }
  | { readonly kind: 'faulty'; readonly faults: readonly FieldIssue[]; readonly warnings: readonly FieldIssue[] }
  | { readonly kind: 'already' }
  | { readonly kind: 'registered'; readonly warnings: readonly FieldIssue[] };

export type GoodVerdict = Extract<RowVerdict, { kind: 'good' }>;

export interface Tally {
  readonly good: number;
  readonly faulty: number;
  readonly already: number;
  /** Good or registered, with something to look at. */
  readonly warned: number;
}

export function tallyOf(verdicts: readonly RowVerdict[]): Tally {
  const of = (kind: RowVerdict['kind']): number => verdicts.filter((one) => one.kind === kind).length;
  const warned = verdicts.filter(
    (one) => (one.kind === 'good' || one.kind === 'registered') && one.warnings.length > 0,
  ).length;
  return { good: of('good'), faulty: of('faulty'), already: of('already'), warned };
}
