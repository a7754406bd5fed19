import { IMPORT_FIELDS, type ImportField } from './import-columns.js';
import { textOf, type RawRow } from './import-rows.js';
import type { FieldIssue } from './registration.js';

/** What is wrong with one cell, for the page with the result. Stored as JSON, encrypted. */
export interface CellIssue extends FieldIssue {
  readonly kind: 'fault' | 'warning';
  /** The raw value, shortened and masked to show it. */
  readonly typed: string;
}

/** A row to correct or check. */
export interface RowIssues {
  /** Row number in the uploaded file. */
  readonly row: number;
  /** Name as typed, to recognise the row. */
  readonly person: string;
  readonly issues: readonly CellIssue[];
}

export interface RowWithIssues {
  readonly row: RawRow;
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
    (issue: FieldIssue): CellIssue => ({ ...issue, kind, typed: shownValue(row, issue.field) });
  return {
    row: row.number,
    person: NAMES.map((field) => textOf(row, field))
      .filter((text) => text !== '')
      .join(' ')
      .slice(0, MAX_SHOWN),
    issues: [...faults.map(issueOf('fault')), ...warnings.map(issueOf('warning'))],
  };
}

function shownValue(row: RawRow, field: FieldIssue['field']): string {
  const column = IMPORT_FIELDS.find((one) => one === field);
  const text = column === undefined ? '' : textOf(row, column).slice(0, MAX_SHOWN);
  return IDENTIFIERS.has(field) && text.length > ENDING ? `…${text.slice(-ENDING)}` : text;
}
