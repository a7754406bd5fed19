/** What the screens of this folder are answered. Dates are hora centro, as people read them. */
import type { ListView } from '../../../admin/views.js';

export type Status = 'registered' | 'enrolled' | 'discharged';

export interface AuxiliaryRow {
  readonly id: string;
  readonly idAuxiliar: string;
  /** Names stay covered in a list. */
  readonly initials: string;
  readonly aspirant: { readonly id: string; readonly name: string };
  readonly status: Status;
  readonly devices: number;
  readonly devicesToReview: number;
  /** Their mail came back. */
  readonly bounced: boolean;
  readonly registeredAt: string;
}

export interface AuxiliaryListView extends ListView<AuxiliaryRow> {
  readonly processes: readonly { readonly id: string; readonly idProceso: string }[];
  /** The aspirant whose auxiliaries alone are shown. */
  readonly of: { readonly id: string; readonly name: string } | null;
}
