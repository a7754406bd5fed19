/** What the screens of this folder are answered. Dates are hora centro, as people read them, unless they say ISO. */
import type { ListView } from '../../../admin/views.js';

export interface ProcessRow {
  readonly id: string;
  readonly idProceso: string;
  readonly name: string;
  readonly entidad: string;
  readonly practice: boolean;
  readonly key: KeyState;
}

export type KeyState = 'missing' | 'late' | 'registered';

export interface ProcessListView extends ListView<ProcessRow> {
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
}

/** For choosing the entidad: one alone for an official of an OPL. */
export interface CreateProcessView {
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
}

export interface OfficeRow {
  readonly id: string;
  readonly kindLabel: string;
  readonly name: string;
  /** Where it is elected, as people read it; empty for the whole entidad. */
  readonly place: string;
  /** It is elected where a key of the catalogue says; else it is still to be chosen. */
  readonly placed: boolean;
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
    /** Why the version after it was made, and by which agreement. */
    readonly replacedFor: string;
    readonly agreement: string;
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
  readonly process: Pick<ProcessRow, 'id' | 'idProceso' | 'name' | 'entidad' | 'practice'>;
  readonly office: { readonly id: string; readonly name: string };
  readonly period: {
    readonly id: string;
    readonly name: string;
    readonly opensAt: string;
    readonly closesAt: string;
    readonly graceHours: number;
    readonly active: boolean;
    readonly version: number;
  } | null;
}

export interface KeyFormView {
  readonly process: ProcessRow;
  readonly keyDueAt: string | null;
}

/** A kind of office with where it may be elected; null where no catalogue is loaded. */
export interface OfficeKindChoice {
  readonly key: string;
  readonly label: string;
  readonly scope: 'entidad' | 'local-district' | 'municipality';
  readonly choices: readonly { readonly key: string; readonly name: string }[] | null;
}

export interface OfficeFormView {
  readonly process: Pick<ProcessRow, 'id' | 'idProceso' | 'name'>;
  readonly kinds: readonly OfficeKindChoice[];
}

export interface PlaceOfficeView {
  readonly process: Pick<ProcessRow, 'id' | 'idProceso' | 'name'>;
  readonly office: {
    readonly name: string;
    readonly territory: string;
    readonly territoryName: string;
    readonly placed: boolean;
  };
  readonly kind: OfficeKindChoice;
}
