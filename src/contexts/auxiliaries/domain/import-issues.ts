import { IMPORT_FIELDS, type ImportField } from './import-columns.js';
import { textOf, type TypedRow } from './import-rows.js';
import type { FieldIssue } from './registration.js';

/** What is wrong with one cell, for the page with the result. */
export interface CellIssue extends FieldIssue {
  readonly kind: 'fault' | 'warning';
  readonly typed: string;
}

/** A row to correct or check. */
export interface RowIssues {
  /** Row number in the uploaded file. */
  readonly row: number;
  /** As typed, to recognise the row. */
  readonly person: string;
  readonly issues: readonly CellIssue[];
}

export interface RowWithIssues {
  readonly row: TypedRow;
  readonly faults: readonly FieldIssue[];
  readonly warnings: readonly FieldIssue[];
}

/** Rows on one page of the result. */
export const ISSUES_PER_PAGE = 50;

const NAMES: readonly ImportField[] = ['nombre', 'paterno', 'materno'];
/** Number of characters shown of an identifier, at its end. */
const ENDING = 4;
const IDENTIFIERS: ReadonlySet<string> = new Set<ImportField>(['claveElector', 'curp']);
const MAX_SHOWN = 80;

export function rowIssues({ row, faults, warnings }: RowWithIssues): RowIssues {
  const issueOf =
    (kind: CellIssue['kind']) =>
    (issue: FieldIssue): CellIssue => ({ ...issue, kind, typed: shown(row, issue.field) });
  return {
    row: row.number,
    person: NAMES.map((field) => textOf(row, field))
      .filter((text) => text !== '')
      .join(' ')
      .slice(0, MAX_SHOWN),
    issues: [...faults.map(issueOf('fault')), ...warnings.map(issueOf('warning'))],
  };
}

function shown(row: TypedRow, field: FieldIssue['field']): string {
  const column = IMPORT_FIELDS.find((one) => one === field);
  const typed = column === undefined ? '' : textOf(row, column).slice(0, MAX_SHOWN);
  return IDENTIFIERS.has(field) && typed.length > ENDING ? `…${typed.slice(-ENDING)}` : typed;
}
