/** What the screens of this folder are answered. Dates are hora centro, as people read them, unless they say ISO. */

export interface ProcessRow {
  readonly id: string;
  readonly idProceso: string;
  readonly name: string;
  readonly entidad: string;
  readonly practice: boolean;
  readonly key: KeyState;
}

export type KeyState = 'missing' | 'late' | 'registered';

export interface ProcessListView {
  readonly processes: readonly ProcessRow[];
}

/** For choosing the entidad: one alone for an official of an OPL. */
export interface CreateProcessView {
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
}

export interface OfficeRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly territory: string;
  readonly periods: readonly PeriodRow[];
}

export interface PeriodRow {
  readonly id: string;
  readonly name: string;
  readonly opensAt: string;
  readonly closesAt: string;
  readonly graceEndsAt: string;
  readonly active: boolean;
  readonly state: 'inactive' | 'to-come' | 'open' | 'grace' | 'over';
  readonly version: number;
  /** The versions it replaced, newest first. */
  readonly former: readonly {
    readonly version: number;
    readonly opensAt: string;
    readonly closesAt: string;
    readonly active: boolean;
    readonly at: string;
    /** Why the version after it was made. */
    readonly replacedFor: string;
  }[];
}

export interface ProcessView {
  readonly process: ProcessRow;
  readonly offices: readonly OfficeRow[];
  readonly keys: readonly { readonly thumbprint: string; readonly late: boolean; readonly registeredAt: string }[];
  /** When the key is due: ten days before the first opening (§13.1); null while no period is set. */
  readonly keyDueAt: string | null;
}

/** For the form of a period: the office, and the period to change when there is one. */
export interface PeriodFormView {
  readonly process: Pick<ProcessRow, 'id' | 'idProceso' | 'name'>;
  readonly office: { readonly id: string; readonly name: string };
  readonly period: {
    readonly id: string;
    readonly name: string;
    readonly opensAt: string;
    readonly closesAt: string;
    readonly graceHours: number;
    readonly active: boolean;
  } | null;
}

export interface KeyFormView {
  readonly process: ProcessRow;
  readonly keyDueAt: string | null;
}
