import { sha256 } from '../../../kernel/crypto/digest.js';

/** A record as returned by verification. The package contains all its fields, including those not listed here. */
export interface ResultRow {
  readonly supportId: string;
  readonly folio: string;
  readonly aspirantId: string;
  readonly reportedClass: string;
}

export interface PackageHeader {
  readonly processId: string;
  readonly idProceso: string;
  readonly entidad: string;
  readonly processName: string;
  /** A practice process; its counts have no legal effect. */
  readonly practice: boolean;
  readonly closedAt: string;
}

export const PACKAGE_FORMAT = 'apoyo-ciudadano.results.v1';

/** Public identification of an aspirant. */
export interface AspirantName {
  readonly folio: string;
  readonly displayName: string;
}

/**
 * Builds the plaintext of the delivery (§13.1, §13.2 E): JSON lines in UTF-8. Line 1 is the `header`, with the totals
 * and the SHA-256 of all bytes after its line break. Then one `summary` per aspirant and one `record` per support
 * follow, ordered by aspirant id and by folio.
 */
export function buildPackage(
  header: PackageHeader,
  rows: readonly ResultRow[],
  aspirants: ReadonlyMap<string, AspirantName> = new Map(),
): Buffer {
  const byFolio = [...rows].sort((a, b) => compare(a.folio, b.folio));
  const summaries = summarise(byFolio).map((summary) => ({
    type: 'summary',
    ...aspirants.get(summary.aspirantId),
    ...summary,
  }));
  const records = byFolio.map((row) => ({ type: 'record', ...row }));
  const body = Buffer.from([...summaries, ...records].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const first = {
    type: 'header',
    format: PACKAGE_FORMAT,
    ...header,
    records: rows.length,
    classes: countClasses(rows),
    bodySha256: sha256(body).toString('hex'),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(first)}\n`), body]);
}

export interface AspirantSummary {
  readonly aspirantId: string;
  readonly records: number;
  readonly classes: Readonly<Record<string, number>>;
}

/** Counts the records of each aspirant by class. */
export function summarise(rows: readonly ResultRow[]): AspirantSummary[] {
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const own = groups.get(row.aspirantId);
    if (own) own.push(row);
    else groups.set(row.aspirantId, [row]);
  }
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([aspirantId, own]) => ({ aspirantId, records: own.length, classes: countClasses(own) }));
}

function countClasses(rows: readonly ResultRow[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { reportedClass } of rows) counts.set(reportedClass, (counts.get(reportedClass) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => compare(a, b)));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
