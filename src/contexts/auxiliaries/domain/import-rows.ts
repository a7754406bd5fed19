import type { SheetCell, SheetRow } from '../../../kernel/documents/spreadsheet-reader.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { dayFromForm } from '../../../kernel/http/form-errors.js';
import { normaliseClaveElector, normaliseText } from '#electoral/identifiers';
import { cleanText, mailboxOf, normaliseEmail, normaliseName, normaliseTelephone } from '#electoral/normalise';
import {
  EXAMPLE,
  IMPORT_FIELDS,
  IMPORT_HEADERS,
  MAX_LENGTHS,
  MAX_ROWS,
  OPTIONAL_FIELDS,
  type ImportField,
} from './import-columns.js';
import { inspectRegistration, registrationSchema, type FieldIssue, type Registration } from './registration.js';

/** A row of an uploaded file as text, before validation. Stored as JSON until the import ends. */
export interface RawRow {
  /** Row number in Excel. */
  readonly number: number;
  /** In the order of {@link IMPORT_FIELDS}. */
  readonly texts: readonly string[];
  readonly formulas: readonly ImportField[];
  /** Cells that show an error (#N/A) or contain a Boolean; absent if there are none. */
  readonly unusable?: Partial<Readonly<Record<ImportField, 'error' | 'boolean'>>>;
  /** For each field that duplicates an earlier row: the number of that row. */
  readonly twice: Partial<Readonly<Record<'claveElector' | 'email', number>>>;
}

export interface CheckedRow {
  /** Undefined if the row has faults. */
  readonly data: Registration | undefined;
  /** The data of a row with faults but a valid clave de elector, to look up whether the person is registered. */
  readonly readable: Registration | undefined;
  readonly faults: readonly FieldIssue[];
  readonly warnings: readonly FieldIssue[];
}

/**
 * Reads the rows that contain data, except the example row of the template. Columns are matched by their titles in the
 * first row, in any order; other columns are ignored, so that the corrected error workbook can be uploaded unchanged.
 * @throws DomainError AUXILIARIES.IMPORT_NO_HEADER, .IMPORT_HEADER_ROW, .IMPORT_EMPTY, .IMPORT_TOO_MANY_ROWS
 */
export async function readRawRows(rows: AsyncIterable<SheetRow>): Promise<RawRow[]> {
  const found: RawRow[] = [];
  const seen = { claveElector: new Map<string, number>(), email: new Map<string, number>() };
  let columns: readonly (number | undefined)[] | undefined;
  let first: SheetRow | undefined;
  for await (const row of rows) {
    if (!columns) {
      first ??= row;
      columns = columnsOf(row, first);
      continue;
    }
    const read = readRow(row, columns);
    if (!read) continue;
    if (found.length === MAX_ROWS) {
      throw new DomainError('AUXILIARIES.IMPORT_TOO_MANY_ROWS', { kind: 'invalid', params: { most: MAX_ROWS } });
    }
    found.push({ ...read, twice: findDuplicates(read, seen) });
  }
  if (first && !columns) throw noHeader(first);
  if (found.length === 0) throw new DomainError('AUXILIARIES.IMPORT_EMPTY', { kind: 'invalid' });
  return found;
}

/** Rows in which the titles are looked for, to tell the user that they are not in the first one. */
const HEADER_ROWS = 20;

/**
 * @param first the first row with content.
 * @returns undefined if a later row may contain the titles.
 */
function columnsOf(row: SheetRow, first: SheetRow): readonly (number | undefined)[] | undefined {
  const { found, missing } = titlesIn(row);
  if (missing.length > 0) {
    if (row.number >= HEADER_ROWS) throw noHeader(first);
    return undefined;
  }
  if (row.number !== 1) {
    throw new DomainError('AUXILIARIES.IMPORT_HEADER_ROW', { kind: 'invalid', params: { row: row.number } });
  }
  return found.map((at) => (at === -1 ? undefined : at));
}

function titlesIn({ cells }: SheetRow): {
  readonly found: readonly number[];
  readonly missing: readonly ImportField[];
} {
  const titles = cells.map(({ text }) => normaliseText(text));
  const found = IMPORT_FIELDS.map((field) => titles.indexOf(normaliseText(IMPORT_HEADERS[field])));
  return { found, missing: IMPORT_FIELDS.filter((field, at) => field !== 'curp' && found[at] === -1) };
}

function noHeader(first: SheetRow): DomainError {
  const columns = titlesIn(first).missing.map((field) => `«${IMPORT_HEADERS[field]}»`);
  return new DomainError('AUXILIARIES.IMPORT_NO_HEADER', { kind: 'invalid', params: { columns: columns.join(', ') } });
}

const NAMES: readonly ImportField[] = ['nombre', 'paterno', 'materno'];

const EMPTY: SheetCell = { kind: 'empty', text: '' };

function readRow(row: SheetRow, columns: readonly (number | undefined)[]): Omit<RawRow, 'twice'> | undefined {
  const cells = columns.map((at) => (at === undefined ? EMPTY : (row.cells[at] ?? EMPTY)));
  const texts = cells.map(({ text }) => text.trim());
  const formulas = IMPORT_FIELDS.filter((_, at) => cells[at]?.kind === 'formula');
  if (texts.every((text) => text === '') && formulas.length === 0) return undefined;
  const unusable = Object.fromEntries(
    IMPORT_FIELDS.flatMap((field, at) => {
      const kind = cells[at]?.kind;
      return kind === 'error' || kind === 'boolean' ? [[field, kind]] : [];
    }),
  ) as NonNullable<RawRow['unusable']>;
  const read = {
    number: row.number,
    texts,
    formulas,
    ...(Object.keys(unusable).length > 0 && { unusable }),
  };
  return textOf(read, 'claveElector') === EXAMPLE.claveElector ? undefined : read;
}

export function textOf({ texts }: Pick<RawRow, 'texts'>, field: ImportField): string {
  return texts[IMPORT_FIELDS.indexOf(field)] ?? '';
}

function findDuplicates(
  row: Omit<RawRow, 'twice'>,
  seen: Readonly<Record<'claveElector' | 'email', Map<string, number>>>,
): RawRow['twice'] {
  const keys = {
    claveElector: normaliseClaveElector(textOf(row, 'claveElector')),
    email: mailboxOf(textOf(row, 'email')),
  };
  const duplicates: { claveElector?: number; email?: number } = {};
  for (const field of ['claveElector', 'email'] as const) {
    if (keys[field] === '') continue;
    const before = seen[field].get(keys[field]);
    if (before === undefined) seen[field].set(keys[field], row.number);
    else duplicates[field] = before;
  }
  return duplicates;
}

/** Validates one row on its own. A column with a cell fault (for example empty or too long) has no further faults. */
export function checkRow(row: RawRow, now: Date): CheckedRow {
  const cellFaults = IMPORT_FIELDS.flatMap((field) => faultsOfCell(row, field));
  const { data, faults, warnings } = inspectRegistration(registrationOf(row), now);
  const broken = new Set(cellFaults.map(({ field }) => field));
  const all = [...cellFaults, ...[...faults, ...duplicateFaults(row)].filter(({ field }) => !broken.has(field))];
  // The check compares the letters of the clave with the name, which is pointless while the name itself is invalid.
  const doubts = NAMES.some((field) => broken.has(field)) ? [] : warnings;
  const isReadable = all.length > 0 && all.every(({ field }) => field !== 'claveElector');
  return {
    data: all.length === 0 ? data : undefined,
    readable: isReadable ? data : undefined,
    faults: sortByColumn(all),
    warnings: sortByColumn(doubts),
  };
}

function faultsOfCell(row: RawRow, field: ImportField): FieldIssue[] {
  const text = cleanText(textOf(row, field));
  const fault = (code: string, params: Record<string, string> = {}): FieldIssue[] => [{ code, field, params }];
  if (row.formulas.includes(field)) return fault('AUXILIARIES.CELL_FORMULA');
  const unusable = row.unusable?.[field];
  if (unusable !== undefined)
    return fault(unusable === 'error' ? 'AUXILIARIES.CELL_ERROR' : 'AUXILIARIES.CELL_BOOLEAN');
  if (text === '') return OPTIONAL_FIELDS.has(field) ? [] : fault('AUXILIARIES.CELL_MISSING');
  if (text.length > MAX_LENGTHS[field]) return fault('AUXILIARIES.CELL_TOO_LONG', { most: String(MAX_LENGTHS[field]) });
  if (field === 'emailProvider' && providerOf(text) === undefined) return fault('AUXILIARIES.PROVIDER_UNKNOWN');
  if (field === 'email' && !registrationSchema.shape.email.safeParse(text).success) {
    return fault('AUXILIARIES.EMAIL_FORMAT');
  }
  return [];
}

function registrationOf(row: RawRow): Registration {
  const text = (field: ImportField): string => cleanText(textOf(row, field));
  return {
    nombre: normaliseName(text('nombre')),
    paterno: normaliseName(text('paterno')),
    materno: normaliseName(text('materno')),
    fechaNacimiento: dayFromForm(text('fechaNacimiento')),
    telefonoMovil: normaliseTelephone(text('telefonoMovil')),
    email: normaliseEmail(text('email')),
    emailProvider: providerOf(text('emailProvider')) ?? 'google',
    claveElector: text('claveElector'),
    curp: text('curp'),
  };
}

function providerOf(text: string): Registration['emailProvider'] | undefined {
  const name = normaliseText(text);
  return name === 'GOOGLE' ? 'google' : name === 'FACEBOOK' ? 'facebook' : undefined;
}

function duplicateFaults({ twice }: RawRow): FieldIssue[] {
  const { claveElector, email } = twice;
  return [
    ...(claveElector === undefined
      ? []
      : [
          {
            code: 'AUXILIARIES.CLAVE_TWICE_IN_FILE',
            field: 'claveElector' as const,
            params: { row: String(claveElector) },
          },
        ]),
    ...(email === undefined
      ? []
      : [{ code: 'AUXILIARIES.EMAIL_TWICE_IN_FILE', field: 'email' as const, params: { row: String(email) } }]),
  ];
}

/** Sorts by the order of the columns in the template. */
export function sortByColumn(issues: readonly FieldIssue[]): FieldIssue[] {
  return [...issues].sort((a, b) => IMPORT_FIELDS.indexOf(a.field) - IMPORT_FIELDS.indexOf(b.field));
}
