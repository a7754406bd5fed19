import type { LongJobState } from '../../kernel/long-jobs/long-job-state.js';
import type { ListView } from '../views.js';

/** The stored state, or `cancelling` while a job finishes its current step. */
export type DisplayState = LongJobState | 'cancelling';

export interface LongJobProgressView {
  readonly done: number;
  /** Null while unknown. */
  readonly total: number | null;
  /** 0 to 100; null while the total is unknown. */
  readonly percent: number | null;
  /** '1,200 de 5,000 filas'. */
  readonly count: string;
  /** '35 filas por segundo'; empty when it cannot be estimated. */
  readonly rate: string;
  /** 'faltan cerca de 2 minutos'; empty when it cannot be estimated. */
  readonly timeLeft: string;
}

export interface LongJobListRow {
  readonly id: string;
  readonly title: string;
  readonly state: DisplayState;
  /** The Id Proceso; otherwise the OPL or the whole system. */
  readonly owner: string;
  readonly requestedBy: string;
  /** Hora centro; empty before the job starts. */
  readonly startedAt: string;
  readonly progress: LongJobProgressView;
}

export interface LongJobListView extends ListView<LongJobListRow> {
  readonly kinds: readonly (readonly [kind: string, title: string])[];
}

export interface LongJobRecordView extends LongJobListRow {
  readonly createdAt: string;
  /** Hora centro; empty until the job ends. */
  readonly endedAt: string;
  readonly result: readonly (readonly [figure: string, value: number])[];
  /** Why the job stopped, and the remedy. */
  readonly failure: string | null;
  readonly canCancel: boolean;
  readonly canResume: boolean;
}
