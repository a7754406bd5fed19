import type { ListView } from '../views.js';

export type AuditOutcome = 'done' | 'read' | 'refused';

export interface AuditRow {
  readonly id: string;
  /** Hora centro, to the second. */
  readonly at: string;
  /** Display name, or the label of the actor's kind. */
  readonly actorName: string;
  readonly actorRole: string;
  /** Value of the filter `quien`. */
  readonly actorId: string;
  readonly action: string;
  readonly outcome: AuditOutcome;
  /** What the entry refers to; `href` is null if the official cannot open it. */
  readonly subject: {
    readonly label: string;
    /** Folio, id or name; empty if unknown. */
    readonly name: string;
    readonly href: string | null;
  } | null;
  readonly details: readonly (readonly [name: string, value: string])[];
  /** Several reads on one day, shown as one row. */
  readonly reads: {
    readonly times: number;
    /** Hour and minute of the first and the last read, hora centro. */
    readonly from: string;
    readonly to: string;
    /** Query parameters of the list of these reads, one by one. */
    readonly query: Readonly<Record<string, string>>;
  } | null;
}

/** A search that matches many people and records is shown in several parts, each of them newest first. */
export interface AuditSearchPart {
  /** Which of the people and records that the search matches, counted from 1. */
  readonly first: number;
  readonly last: number;
  /** Values of the query parameter `busqueda`; null: none. */
  readonly previous: string | null;
  readonly next: string | null;
}

export interface AuditView extends ListView<AuditRow> {
  /** Null if the search has only one part. */
  readonly searchPart: AuditSearchPart | null;
  readonly streams: readonly { readonly id: string; readonly label: string }[];
  readonly areas: readonly (readonly [area: string, word: string])[];
  /** Name of the actor that the list is filtered by, if any. */
  readonly actorName: string | null;
  /** Name of the subject that the list is filtered by, if any. */
  readonly subjectName: string | null;
  /** Label of the action that the list is filtered by, if any. */
  readonly actionName: string | null;
}
