import type { StuckState } from '../../kernel/jobs/list-stuck-messages.js';
import type { ListView } from '../views.js';

export interface StuckCauseView {
  /** The work that did not run, e.g. 'Envío de un correo'. */
  readonly work: string;
  readonly why: string;
  /** For support: the stored code, e.g. `mail ECONNREFUSED`. */
  readonly code: string;
}

export interface StuckMessageRow {
  readonly id: string;
  readonly state: StuckState;
  readonly causes: readonly StuckCauseView[];
  readonly attempts: number;
  /** Hora centro, like the other times here. */
  readonly since: string;
  /** Empty in quarantine, where the message waits for an official. */
  readonly nextAttempt: string;
}

export interface StuckMessageListView extends ListView<StuckMessageRow> {
  /** How many 'liberar-todos' would release. */
  readonly waiting: { readonly value: number; readonly more: boolean };
}

export interface StuckMessageView extends StuckMessageRow {
  readonly occurredAt: string;
  readonly type: string;
}
