/** View models of the screens in this folder. Dates are display strings in hora centro. */
import type { ListView } from '../../../admin/views.js';
import type { ThresholdRule } from '../domain/threshold-rule.js';

export interface ProcessRow {
  readonly id: string;
  readonly idProceso: string;
  readonly name: string;
  readonly entidad: string;
  readonly practice: boolean;
  readonly key: KeyState;
}

/** `untested`: the OPL has not proved that it can open it. */
export type KeyState = 'missing' | 'untested' | 'late' | 'registered';

export interface ProcessListView extends ListView<ProcessRow> {
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
}

/** The entidades to choose from; only one for an official of an OPL. */
export interface CreateProcessView {
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
}

export interface OfficeRow {
  readonly id: string;
  readonly kindLabel: string;
  readonly name: string;
  /** Display name of the territory; empty for the whole entidad. */
  readonly territoryLabel: string;
  /** False if the territory still has to be chosen from the catalogue. */
  readonly hasTerritoryKey: boolean;
  /** Threshold and dispersion as a sentence; null if none is set. */
  readonly rule: string | null;
  readonly periods: readonly PeriodRow[];
}

export interface PeriodRow {
  readonly id: string;
  readonly name: string;
  readonly opensAt: string;
  readonly closesAt: string;
  readonly graceEndsAt: string;
  readonly active: boolean;
  /** `waiting-key`: it should be open, but no key of the OPL was tested, nor its test waived. */
  readonly state: 'inactive' | 'to-come' | 'waiting-key' | 'open' | 'grace' | 'over';
  readonly version: number;
  /** Every version, newest first, each with why it was set. */
  readonly versions: readonly {
    readonly version: number;
    readonly opensAt: string;
    readonly closesAt: string;
    readonly active: boolean;
    readonly at: string;
    readonly reason: string;
    readonly agreement: string;
  }[];
}

export interface ProcessView {
  readonly process: ProcessRow;
  /** The names that it had before they were corrected, newest first. */
  readonly formerNames: readonly { readonly name: string; readonly reason: string; readonly at: string }[];
  readonly offices: readonly OfficeRow[];
  readonly keys: readonly {
    readonly keyId: string;
    readonly thumbprint: string;
    readonly late: boolean;
    readonly registeredAt: string;
    readonly testedAt: string | null;
    readonly reason: string | null;
    readonly inForce: boolean;
  }[];
  /** False until a key of the OPL was tested or its test waived (decisions 4 and 66). */
  readonly mayOpen: boolean;
  /** When and why DERFE waived the test of the key. */
  readonly keyWaiver: { readonly at: string; readonly reason: string } | null;
  /** Deadline of the key, ten days before the first capture period opens (§13.1); null if no period is set. */
  readonly keyDueAt: string | null;
  /** Reasons for assisted capture; null if it is not allowed (decision 31). */
  readonly assistedReasons: readonly string[] | null;
  readonly calendar: readonly CalendarRow[];
  readonly closedAt: string | null;
}

/** A legal date, or a deadline without its own date. */
export interface CalendarRow {
  readonly id: string;
  readonly label: string;
  readonly rule: string;
  readonly numeral: string;
  readonly office: string | null;
  readonly at: string | null;
  /** Shown instead of a date, e.g. that each hearing has its own. */
  readonly undatedLabel: string;
  /** When the required action was completed. */
  readonly metAt: string | null;
  readonly state: 'met' | 'met-late' | 'overdue' | 'past' | 'due' | 'coming' | 'undated';
  /** True for the nearest date in the future. */
  readonly next: boolean;
  readonly changes: readonly {
    readonly changedAt: string;
    readonly previousAt: string;
    readonly newAt: string | null;
    readonly cause: string;
  }[];
}

/** State of each OPL's public key (§13.1). */
export interface KeyDeadlinesView {
  readonly rows: readonly {
    readonly processId: string;
    readonly idProceso: string;
    readonly name: string;
    readonly entidad: string;
    readonly practice: boolean;
    readonly state: 'overdue' | 'due' | 'untested' | 'no-period' | 'registered-late' | 'registered';
    readonly dueAt: string | null;
    readonly registeredAt: string | null;
    readonly testedAt: string | null;
    readonly thumbprint: string | null;
    readonly waivedAt: string | null;
    readonly remindedAt: string | null;
  }[];
}

/** Loaded territory catalogues, by entidad. */
export interface TerritoryListView {
  readonly rows: readonly TerritoryRow[];
}

export interface TerritoryRow {
  readonly id: string;
  readonly entidad: string;
  readonly name: string;
  readonly source: string;
  readonly municipalities: number;
  readonly sections: number;
  readonly validFrom: string;
  readonly loadedAt: string;
  readonly state: 'in-force' | 'to-come' | 'former';
}

export interface RuleFormView {
  readonly process: Pick<ProcessRow, 'id' | 'idProceso' | 'name' | 'practice'>;
  readonly office: { readonly id: string; readonly name: string };
  readonly templates: readonly {
    readonly key: string;
    readonly label: string;
    readonly note: string;
    readonly rule: ThresholdRule;
  }[];
  readonly units: Readonly<Record<string, number>> | null;
  readonly current: { readonly version: number; readonly rule: ThresholdRule } | null;
  readonly history: readonly {
    readonly version: number;
    readonly sentence: string;
    readonly agreement: string;
    readonly reason: string;
    readonly at: string;
  }[];
}

/** Form of a period; `period` is the one to change, null for a new one. */
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
    /** Devices are capturing or still sending. */
    readonly inForce: boolean;
    readonly version: number;
  } | null;
}

export interface AssistedCaptureFormView {
  readonly process: Pick<ProcessRow, 'id' | 'idProceso' | 'name' | 'practice'>;
  /** 0 if none was set. */
  readonly version: number;
  readonly allowed: boolean;
  /** The reasons last set, or the suggested ones. */
  readonly reasons: readonly string[];
  readonly history: readonly {
    readonly version: number;
    readonly allowed: boolean;
    readonly reasons: readonly string[];
    readonly agreement: string;
    readonly at: string;
  }[];
}

export interface KeyFormView {
  readonly process: ProcessRow;
  readonly keyDueAt: string | null;
}

/** `key` is the newest one; null if it was tested already or has no test package. */
export interface KeyTestView {
  readonly process: ProcessRow;
  readonly key: { readonly keyId: string; readonly thumbprint: string; readonly testPackage: string } | null;
}

/** A kind of office with its possible territories; `choices` is null if no catalogue is loaded. */
export interface OfficeKindChoice {
  readonly key: string;
  readonly label: string;
  readonly scope: 'entidad' | 'local-district' | 'municipality';
  readonly choices: readonly { readonly key: string; readonly name: string }[] | null;
}

export interface OfficeFormView {
  readonly process: Pick<ProcessRow, 'id' | 'idProceso' | 'name' | 'practice'>;
  readonly kinds: readonly OfficeKindChoice[];
}

export interface OfficeCorrectionView extends OfficeFormView {
  readonly office: { readonly kind: string; readonly name: string; readonly territory: string };
}

export interface OfficeTerritoryFormView {
  readonly process: Pick<ProcessRow, 'id' | 'idProceso' | 'name' | 'practice'>;
  readonly office: {
    readonly name: string;
    readonly territory: string;
    readonly territoryName: string;
    readonly hasTerritoryKey: boolean;
  };
  readonly kind: OfficeKindChoice;
}
