import { messageFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { faultSentence, warningSentence } from '../documents/import-errors-workbook.js';
import { IMPORT_HEADERS } from '../domain/import-columns.js';
import type { RowIssues } from '../domain/import-issues.js';
import type { ImportState } from '../persistence/import-records.js';
import type { ImportView } from '../queries/get-import.js';

interface Chip {
  readonly tone: 'counts' | 'attention' | 'excluded' | 'process' | 'neutral';
  readonly word: string;
}

const CHIPS: Readonly<Record<Exclude<ImportState, 'done'>, Chip>> = {
  received: { tone: 'process', word: 'En espera de revisión' },
  checking: { tone: 'process', word: 'En revisión' },
  checked: { tone: 'attention', word: 'Espera su decisión' },
  registering: { tone: 'process', word: 'Registrando' },
  discarded: { tone: 'neutral', word: 'No se registró a nadie' },
  refused: { tone: 'excluded', word: 'No se pudo usar el archivo' },
};

const WORKING: ReadonlySet<ImportState> = new Set(['received', 'checking', 'registering']);

export interface ImportDescription extends ImportView {
  /** File name, for lists and titles. */
  readonly name: string;
  readonly chip: Chip;
  readonly working: boolean;
  readonly waitsForDecision: boolean;
  readonly ended: boolean;
  readonly activity: string;
  readonly percent: number;
  readonly rate: string;
  readonly timeLeft: string;
  readonly refusalSentence: string;
  readonly goodLabel: string;
  readonly faultyLabel: string;
  readonly alreadyRegisteredLabel: string;
  readonly warnedLabel: string;
  readonly registeredLabel: string;
}

/** View data of an import: counts and progress as Spanish text. */
export function describeImport(view: ImportView): ImportDescription {
  const { state, totalRows, rowsDone, pace, refusal } = view;
  return {
    ...view,
    name: view.fileName === '' ? 'Archivo sin nombre' : view.fileName,
    chip: state === 'done' ? chipOfResult(view) : CHIPS[state],
    working: WORKING.has(state),
    waitsForDecision: state === 'checked',
    ended: state === 'done',
    activity: state === 'registering' ? 'Registrando a las personas' : 'Revisando las filas',
    percent: totalRows === 0 ? 0 : Math.floor((rowsDone / totalRows) * 100),
    rate:
      pace === undefined ? '' : `${Math.max(1, Math.round(pace.rowsPerSecond)).toLocaleString('es-MX')} por segundo`,
    timeLeft: pace === undefined ? '' : remainingTime(pace.secondsLeft),
    refusalSentence: refusal ? messageFor(new DomainError(refusal.code, { kind: 'invalid', ...refusal })) : '',
    goodLabel: counted(view.good, 'persona correcta', 'personas correctas'),
    faultyLabel: counted(view.faulty, 'fila por corregir', 'filas por corregir'),
    alreadyRegisteredLabel: counted(view.alreadyRegistered, 'ya registrada', 'ya registradas'),
    warnedLabel: counted(view.warned, 'con algo que revisar', 'con algo que revisar'),
    registeredLabel: counted(view.registered, 'persona registrada', 'personas registradas'),
  };
}

/** Green only if there is nothing left to correct. */
function chipOfResult({ registered, faulty }: ImportView): Chip {
  if (faulty > 0) {
    return { tone: 'attention', word: registered === 0 ? 'Nadie quedó registrado' : 'Faltan filas por corregir' };
  }
  return registered === 0 ? { tone: 'neutral', word: 'Ya estaban registradas' } : { tone: 'counts', word: 'Terminado' };
}

interface IssueDescription {
  readonly column: string;
  readonly value: string;
  readonly sentence: string;
  readonly warning: boolean;
}

export interface RowDescription extends Omit<RowIssues, 'issues'> {
  readonly issues: readonly IssueDescription[];
}

/** View data of a row to correct. */
export function describeRow({ row, person, issues }: RowIssues): RowDescription {
  return {
    row,
    person,
    issues: issues.map((issue) => ({
      column: IMPORT_HEADERS[issue.field],
      value: issue.typed,
      sentence: issue.kind === 'fault' ? faultSentence(issue) : warningSentence(issue),
      warning: issue.kind === 'warning',
    })),
  };
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('es-MX')} ${count === 1 ? one : many}`;
}

function remainingTime(seconds: number): string {
  if (seconds < 60) return `falta menos de un minuto`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'falta cerca de un minuto' : `faltan cerca de ${minutes} minutos`;
}
