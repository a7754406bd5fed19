import type { DeviceWithPendingUploads } from '../queries/list-pending-uploads.js';

/** Data of the screens in this folder. Dates are formatted in hora centro. */

export interface PendingUploadsRow extends DeviceWithPendingUploads {
  readonly idAuxiliar: string;
  readonly aspirant: string;
}

export interface PendingUploadsView {
  readonly processes: readonly { readonly id: string; readonly idProceso: string }[];
  /** Id of the selected process; empty if there is none. */
  readonly shown: string;
  readonly announced: number;
  readonly lost: number;
  readonly devices: readonly PendingUploadsRow[];
  /** Cursor of the next page: the last `deviceId` of this one; null on the last page. */
  readonly next: string | null;
}

/** The maintenance that is announced or under way (§10.2); null if there is none. */
export interface MaintenanceView {
  readonly open: {
    readonly sentence: string;
    readonly underWay: boolean;
    /** `yyyy-mm-ddThh:mm` in hora centro. */
    readonly beginsAt: string;
    readonly endsAt: string;
    readonly reason: string;
  } | null;
}
