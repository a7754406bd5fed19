import type { ListView } from '../../../admin/views.js';

export interface QuarantineRow {
  /** Id of the support. */
  readonly id: string;
  readonly folio: string;
  readonly idProceso: string;
  readonly entidad: string;
  readonly cause: string;
  /** Hora centro, like the other times here. */
  readonly since: string;
  readonly declaredByDerfe: string | null;
  readonly declaredByOpl: string | null;
}

export type QuarantineListView = ListView<QuarantineRow>;

export interface QuarantinedView extends QuarantineRow {
  readonly receivedAt: string;
  readonly citizenNotified: boolean;
  /** For support: the affected part or the code of the error. */
  readonly detail: string;
}
