import type { ListView } from '../../../admin/views.js';
import type { StateTone } from '../domain/reported-class.js';

export interface QuarantineRow {
  /** Id of the support. */
  readonly id: string;
  readonly folio: string;
  readonly idProceso: string;
  readonly entidad: string;
  readonly cause: string;
  /** Hora centro, like the other times here. */
  readonly since: string;
  readonly declaredByDerfe: string | null;
  readonly declaredByOpl: string | null;
}

export type QuarantineListView = ListView<QuarantineRow>;

/** A support found by its folio. */
export interface SupportLine {
  readonly id: string;
  readonly folio: string;
  readonly state: { readonly tone: StateTone; readonly word: string };
  readonly registry: string;
  readonly receivedAt: string;
}

export interface SupportSearchView {
  /** The text that was searched for; null if there was none. */
  readonly text: string | null;
  /** False if the text cannot be a folio. */
  readonly complete: boolean;
  readonly found: SupportLine | null;
}

export interface SupportFacts extends SupportLine {
  readonly meaning: string;
  readonly desk: { readonly tone: StateTone; readonly word: string };
  readonly citizen: string;
  readonly aspirant: { readonly id: string; readonly name: string };
  readonly auxiliary: { readonly id: string; readonly idAuxiliar: string } | null;
  readonly assisted: boolean;
  readonly reading: string;
  readonly capturedAt: string | null;
  /** What intake noted about the capture. */
  readonly notes: readonly string[];
  readonly rollCut: string | null;
  readonly integrityCode: string;
  readonly timeline: readonly {
    readonly key: string;
    readonly at: string;
    readonly what: string;
    readonly detail: string;
  }[];
}

export interface QuarantinedView extends QuarantineRow {
  readonly receivedAt: string;
  readonly citizenNotified: boolean;
  /** For support: the affected part or the code of the error. */
  readonly detail: string;
}
