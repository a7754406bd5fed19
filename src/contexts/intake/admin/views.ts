import type { DeviceWithPendingUploads } from '../queries/list-pending-uploads.js';

/** What the screens of this folder are answered. Dates are hora centro, as people read them. */

export interface PendingUploadsRow extends DeviceWithPendingUploads {
  readonly idAuxiliar: string;
  readonly aspirant: string;
}

export interface PendingUploadsView {
  readonly processes: readonly { readonly id: string; readonly idProceso: string }[];
  /** Empty where there is no process. */
  readonly shown: string;
  readonly announced: number;
  readonly lost: number;
  readonly devices: readonly PendingUploadsRow[];
  /** The last device of this page, where there are more. */
  readonly next: string | null;
}
