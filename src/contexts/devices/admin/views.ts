/** Responses for the pages of devices. Dates are formatted in hora centro. */
import type { DeviceStatus } from '#electoral/devices';
import type { ListView } from '../../../admin/views.js';

export interface HistoryLine {
  readonly key: string;
  readonly at: string;
  readonly what: string;
  readonly reason: string | null;
}

export interface QueueRow {
  /** Id of the device. */
  readonly id: string;
  readonly idAuxiliar: string;
  readonly aspirant: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly findings: readonly string[];
  readonly enrolledAt: string;
}

export interface QueueView extends ListView<QueueRow> {
  readonly shown: 'por-revisar' | 'suspended' | 'several';
  readonly waiting: number;
  readonly suspended: number;
  readonly several: number;
}

export interface DeviceView {
  readonly deviceId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  /** Sent with a decision. */
  readonly version: number;
  readonly auxiliary: { readonly id: string; readonly idAuxiliar: string };
  readonly aspirant: { readonly id: string; readonly name: string };
  readonly practice: boolean;
  readonly attested: boolean;
  readonly otherAspirant: boolean;
  readonly enrolledAt: string;
  readonly checkedAt: string | null;
  readonly findings: readonly string[];
  /** With personal data masked. */
  readonly compared: readonly ComparedField[];
  /** Key and label. */
  readonly revealReasons: readonly (readonly [string, string])[];
  readonly moves: readonly HistoryLine[];
}

export interface ComparedField {
  readonly name: string;
  readonly registered: string;
  readonly read: string;
  /** Null if the field was not read, for the reason in `notRead`. */
  readonly agrees: boolean | null;
  readonly notRead: string;
}

/** Complete personal data. */
export interface RevealedEnrolment {
  readonly compared: readonly ComparedField[];
}

export interface PolicyView {
  readonly entidad: string;
  readonly version: number;
  readonly versions: readonly {
    readonly version: number;
    readonly rules: readonly string[];
    readonly reason: string;
    readonly at: string;
  }[];
  readonly onMismatch: 'review' | 'block';
  readonly devicesAllowed: number;
  readonly secondAspirant: boolean;
  readonly unattestedAllowed: number | null;
  readonly unsentKeptDays: number;
}
