/** Data of the screens in this folder. Dates are formatted in hora centro. */

export interface DeskProcess {
  readonly id: string;
  readonly idProceso: string;
  readonly name: string;
  readonly practice: boolean;
}

/** For assigning records (§11.3–11.4). */
export interface AssignView {
  readonly processes: readonly DeskProcess[];
  /** Null if none is selected. */
  readonly process: DeskProcess | null;
  readonly figures: Readonly<Record<'pendiente' | 'asignado' | 'incompleto' | 'revisado', number>>;
  readonly reviewers: readonly {
    readonly id: string;
    readonly name: string;
    readonly account: string;
    readonly assigned: number;
    readonly reviewedToday: number;
    readonly hastyToday: number;
  }[];
  readonly hours: string;
  readonly withinHours: boolean;
  readonly recommended: number;
}

export interface AssignmentResult {
  readonly assigned: number;
  readonly left: number;
  readonly outsideHours: boolean;
}

/** The first review of a record, its blind second review, or the decision of a supervisor if they disagree. */
export type ReviewKind = 'first' | 'second' | 'decision';

/** The queue of a reviewer. */
export interface QueueView {
  readonly kind: ReviewKind;
  /** Page that shows it. */
  readonly page: string;
  readonly processes: readonly (DeskProcess & { readonly assigned: number })[];
  readonly process: DeskProcess | null;
  /** First the incomplete records, then the others; both in order of arrival. */
  readonly queue: readonly string[];
  readonly assigned: number;
  readonly reviewedToday: number;
  readonly recommended: number;
  /** For how long a verdict can be undone. */
  readonly undoSeconds: number;
}

/** Selected instead of a verdict: the reviewer has looked at the record but cannot decide on it yet. */
export const INCOMPLETE = 'incompleto';

export interface DeskField {
  readonly label: string;
  /** Read from the card by the app. */
  readonly read: string;
  /** Typed by the auxiliary; empty if nothing was typed. */
  readonly typed: string;
  readonly differs: boolean;
}

export interface DeskCriterion {
  readonly verdict: string;
  readonly label: string;
  readonly subReasons: readonly { readonly key: string; readonly label: string }[];
  readonly noteRequired: boolean;
  /** Whether this verdict is not allowed for an assisted capture. */
  readonly notForAssisted?: boolean;
}

/** One record under review (§11.1, §11.5). */
export interface RecordView {
  readonly supportId: string;
  readonly folio: string;
  /** Sent with a decision. */
  readonly version: number;
  readonly reviewed: boolean;
  readonly credentialType: string;
  readonly capturedAt: string;
  readonly receivedAt: string;
  /** Whether identifiers and names are shown in full; otherwise they are masked. */
  readonly revealed: boolean;
  /** One of them must be given to reveal the data. */
  readonly revealReasons: readonly { readonly key: string; readonly label: string }[];
  readonly fields: readonly DeskField[];
  readonly rollStatus: string;
  readonly rollNotes: readonly string[];
  /** Signals that the record may be simulated, as sentences; they do not determine the verdict. */
  readonly signals: readonly string[];
  readonly images: readonly { readonly part: string; readonly label: string; readonly problem: string | null }[];
  readonly criteria: readonly DeskCriterion[];
  readonly criteriaVersion: number;
  /** Notes on the capture, shown as chips, such as a failed reading or an overridden face check. */
  readonly captureNotes: readonly string[];
  /** Null for a capture without assistance (decision 31). */
  readonly assisted: {
    readonly reason: string;
    readonly witness: string;
    /** What the image `firma` shows, as a sentence: a signature, a mark, or nothing. */
    readonly mark: string;
    /** Missing requirements, as sentences. */
    readonly faults: readonly string[];
    readonly criterion: string;
  } | null;
  /** Newest first: why the record is incomplete or was reopened. */
  readonly notes: readonly { readonly label: string; readonly text: string; readonly at: string }[];
  /** Newest first. */
  readonly verdicts: readonly { readonly label: string; readonly note: string | null; readonly at: string }[];
}
