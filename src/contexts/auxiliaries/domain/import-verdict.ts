import type { FieldIssue, Registration } from './registration.js';

/** Result of a row. Stored encrypted beside the raw row until the import ends. */
export type RowVerdict =
  | {
      readonly kind: 'good';
      readonly data: Registration;
      readonly inNominalList: boolean;
      /** Base64. */
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
  /** Good or registered rows that have warnings. */
  readonly warned: number;
}

export function tallyOf(verdicts: readonly RowVerdict[]): Tally {
  const of = (kind: RowVerdict['kind']): number => verdicts.filter((one) => one.kind === kind).length;
  const warned = verdicts.filter(
    (one) => (one.kind === 'good' || one.kind === 'registered') && one.warnings.length > 0,
  ).length;
  return { good: of('good'), faulty: of('faulty'), already: of('already'), warned };
}
