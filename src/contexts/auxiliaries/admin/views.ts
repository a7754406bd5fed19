/** Responses for the list of auxiliaries. Dates are formatted in hora centro. */
import type { ListView } from '../../../admin/views.js';

export type Status = 'registered' | 'enrolled' | 'discharged';

export interface AuxiliaryRow {
  readonly id: string;
  readonly idAuxiliar: string;
  /** Lists mask the names. */
  readonly initials: string;
  readonly aspirant: { readonly id: string; readonly name: string };
  readonly status: Status;
  readonly devices: number;
  readonly devicesToReview: number;
  /** The last e-mail bounced. */
  readonly bounced: boolean;
  /** Also an active auxiliary of another aspirant of the process. */
  readonly otherAspirant: boolean;
  readonly registeredAt: string;
}

export interface AuxiliaryListView extends ListView<AuxiliaryRow> {
  readonly processes: readonly { readonly id: string; readonly idProceso: string }[];
  /** The aspirant that the list is filtered by. */
  readonly of: { readonly id: string; readonly name: string } | null;
}
