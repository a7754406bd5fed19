/** What the screens of this folder are answered. Dates are hora centro, as people read them. */

export interface DeskProcess {
  readonly id: string;
  readonly idProceso: string;
  readonly name: string;
  readonly practice: boolean;
}

/** For handing out work (§11.3–11.4). */
export interface AssignView {
  readonly processes: readonly DeskProcess[];
  /** Null while none is chosen. */
  readonly process: DeskProcess | null;
  readonly figures: { readonly pendiente: number; readonly asignado: number; readonly revisado: number };
  readonly reviewers: readonly {
    readonly id: string;
    readonly name: string;
    readonly account: string;
    readonly assigned: number;
    readonly reviewedToday: number;
  }[];
  readonly hours: string;
  readonly withinHours: boolean;
  readonly recommended: number;
}

export interface Assigned {
  readonly assigned: number;
  readonly left: number;
  readonly outsideHours: boolean;
}

/** What a reviewer has before them. */
export interface QueueView {
  readonly processes: readonly (DeskProcess & { readonly assigned: number })[];
  readonly process: DeskProcess | null;
  /** In order of arrival. */
  readonly queue: readonly string[];
  readonly assigned: number;
  readonly reviewedToday: number;
  readonly recommended: number;
}

export interface DeskField {
  readonly label: string;
  /** By the app, from the card. */
  readonly read: string;
  /** By the auxiliary; empty where nothing was typed. */
  readonly typed: string;
  readonly differs: boolean;
}

export interface DeskCriterion {
  readonly verdict: string;
  readonly label: string;
  readonly subReasons: readonly { readonly key: string; readonly label: string }[];
  readonly noteRequired: boolean;
  /** Of an assisted capture this is no verdict. */
  readonly notForAssisted?: boolean;
}

/** One record before the reviewer (§11.1, §11.5). */
export interface RecordView {
  readonly supportId: string;
  readonly folio: string;
  readonly reviewed: boolean;
  readonly credentialType: string;
  readonly capturedAt: string;
  readonly receivedAt: string;
  /** Whole identifiers and names; masked until asked for. */
  readonly revealed: boolean;
  readonly fields: readonly DeskField[];
  readonly rollStatus: string;
  readonly rollNotes: readonly string[];
  /** Hints of simulation, as sentences; none decides anything. */
  readonly signals: readonly string[];
  readonly images: readonly { readonly part: string; readonly label: string; readonly problem: string | null }[];
  readonly criteria: readonly DeskCriterion[];
  readonly criteriaVersion: number;
  /** What the reviewer should know of how it was captured, as chips: the reading failed, the photograph was kept as it was. */
  readonly captureNotes: readonly string[];
  /** Null for a capture like any other (decision 31). */
  readonly assisted: {
    readonly reason: string;
    readonly witness: string;
    /** What stands where the signature would. */
    readonly mark: string;
    /** What it lacks, in words. */
    readonly faults: readonly string[];
    readonly criterion: string;
  } | null;
  /** Newest first. */
  readonly verdicts: readonly { readonly label: string; readonly note: string | null; readonly at: string }[];
}
