import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ISSUES_PER_PAGE, type RowIssues } from '../domain/import-issues.js';

const issuesContext = (importId: string, page: number): string =>
  `auxiliaries.import_result.issues:${importId}:${String(page)}`;

/** Replaces the pages of a result. */
export async function storeResult(
  work: UnitOfWork,
  cipher: FieldCipher,
  importId: string,
  rows: readonly RowIssues[],
): Promise<void> {
  await work.sql('delete from auxiliaries.import_result where import_id = $1', [importId]);
  const pages = Array.from({ length: Math.ceil(rows.length / ISSUES_PER_PAGE) }, (_, page) => page + 1);
  if (pages.length === 0) return;
  const encrypted = await cipher.encryptEach(
    pages.map((page) => ({
      plain: JSON.stringify(rows.slice((page - 1) * ISSUES_PER_PAGE, page * ISSUES_PER_PAGE)),
      context: issuesContext(importId, page),
    })),
  );
  await work.sql(
    `insert into auxiliaries.import_result (import_id, page, issues)
     select $1, page, issues from unnest($2::int[], $3::bytea[]) as r (page, issues)`,
    [importId, pages, encrypted],
  );
}

export interface ResultPage {
  readonly rows: readonly RowIssues[];
  readonly pages: number;
}

export async function readResult(
  work: UnitOfWork,
  cipher: FieldCipher,
  importId: string,
  page: number,
): Promise<ResultPage> {
  const [row] = await work.rows<{ issues: Buffer; pages: number }>(
    `select r.issues, (select max(page) from auxiliaries.import_result where import_id = r.import_id) as pages
     from auxiliaries.import_result r join auxiliaries.import i on i.id = r.import_id
     where {visible} and r.import_id = $1 and r.page = $2`,
    [importId, page],
    { entidad: 'i.entidad', aspirantId: 'i.aspirant_id' },
  );
  if (!row) return { rows: [], pages: 0 };
  const text = await cipher.decryptText(row.issues, issuesContext(importId, page));
  return { rows: JSON.parse(text) as RowIssues[], pages: row.pages };
}

/** Names by which an aspirant recognises a file. */
export interface ImportLabel {
  readonly fileName: string;
  /** Name of the sheet that was read; absent until the file is opened. */
  readonly sheet?: string;
  /** Visible sheets that were not read. */
  readonly furtherSheets?: number;
}

const labelContext = (importId: string): string => `auxiliaries.import.label:${importId}`;

export function encryptLabel(cipher: FieldCipher, importId: string, label: ImportLabel): Promise<Buffer> {
  return cipher.encrypt(JSON.stringify(label), labelContext(importId));
}

export async function decryptLabel(
  cipher: FieldCipher,
  { id, label }: { readonly id: string; readonly label: Buffer | null },
): Promise<ImportLabel> {
  if (label === null) return { fileName: '' };
  return JSON.parse(await cipher.decryptText(label, labelContext(id))) as ImportLabel;
}
