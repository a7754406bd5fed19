import type { LongJobState } from '../../kernel/long-jobs/long-job-state.js';
import type { ListView } from '../views.js';

/** What a chip shows: the stored state, or that a job still ends its step before it is cancelled. */
export type DisplayState = LongJobState | 'cancelling';

export interface LongJobProgressView {
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  /** 0 to 100; null while the total is not known. */
  readonly percent: number | null;
  /** '1,200 de 5,000 filas'. */
  readonly count: string;
  /** '35 filas por segundo'; empty where nothing can be said. */
  readonly rate: string;
  /** 'faltan cerca de 2 minutos'; empty where nothing can be said. */
  readonly timeLeft: string;
}

export interface LongJobListRow {
  readonly id: string;
  readonly title: string;
  readonly state: DisplayState;
  /** The process, or else the OPL. */
  readonly owner: string;
  readonly requestedBy: string;
  /** Hora centro; empty before it has begun. */
  readonly startedAt: string;
  readonly progress: LongJobProgressView;
}

export interface LongJobListView extends ListView<LongJobListRow> {
  readonly kinds: readonly (readonly [kind: string, title: string])[];
}

export interface LongJobRecordView extends LongJobListRow {
  readonly createdAt: string;
  /** Hora centro; empty while it is not over. */
  readonly endedAt: string;
  readonly result: readonly (readonly [figure: string, value: number])[];
  /** Why it stopped, and the remedy. */
  readonly failure: string | null;
  readonly canCancel: boolean;
  readonly canResume: boolean;
}
