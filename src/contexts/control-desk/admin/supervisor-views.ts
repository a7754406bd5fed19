import type { RecordView } from './views.js';

/** A record that a supervisor looks up by its folio, to have it reviewed again. */
export interface ReopenView {
  /** What was searched for; null before the first search. */
  readonly text: string | null;
  /** Whether it is a complete folio. */
  readonly complete: boolean;
  readonly record: FoundRecord | null;
}

export interface FoundRecord extends Pick<RecordView, 'supportId' | 'folio' | 'version' | 'notes' | 'verdicts'> {
  readonly state: string;
  /** Whether it has a verdict; only such a record can be reviewed again. */
  readonly reviewed: boolean;
  /** Who reviewed it. */
  readonly reviewerId: string | null;
  /** The active reviewers of its OPL. */
  readonly reviewers: readonly { readonly id: string; readonly account: string }[];
}
