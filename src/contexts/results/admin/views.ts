/** View models of the screens in this folder. Dates are display strings in hora centro. */

export interface ClosingRow {
  readonly id: string;
  readonly idProceso: string;
  readonly name: string;
  readonly entidad: string;
  readonly practice: boolean;
  readonly state: 'closed' | 'ready' | 'blocked';
}

export interface ClosingListView {
  readonly processes: readonly ClosingRow[];
}

export interface ClosingView extends ClosingRow {
  readonly received: number;
  /** Captured according to the devices but not received; not part of any count of the process (decision 6). */
  readonly pendingUploads: { readonly announced: number; readonly lost: number };
  readonly classes: readonly { readonly label: string; readonly tone: string; readonly supports: number }[];
  readonly desk: Readonly<Record<'pendiente' | 'asignado' | 'incompleto' | 'revisado', number>>;
  /** Records that can never be opened (decision 67). */
  readonly unprocessable: number;
  readonly blockers: readonly string[];
  /** Null while the control desk has not concluded. */
  readonly deskConcludedAt: string | null;
  readonly closedAt: string | null;
  /** When the supports were counted. */
  readonly countedAt: string;
}

export interface CloseResult {
  readonly records: number;
  readonly sha256: string;
}

export interface DeliveryRow {
  readonly id: string;
  readonly fileName: string;
  readonly idProceso: string;
  readonly records: number;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: string;
}

export interface DeliveryListView {
  readonly deliveries: readonly DeliveryRow[];
}

/** A delivery to decrypt in the browser, with the labels of the reported classes in its file. */
export interface OpenView extends DeliveryRow {
  readonly classLabels: Readonly<Record<string, string>>;
}
