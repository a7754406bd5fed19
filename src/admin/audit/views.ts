import type { ListView } from '../views.js';

export type AuditOutcome = 'done' | 'read' | 'refused';

export interface AuditRow {
  readonly id: string;
  /** Hora centro, to the second. */
  readonly at: string;
  /** Who did it, and as what. */
  readonly actorName: string;
  readonly actorRole: string;
  /** Part of the address that shows theirs alone. */
  readonly actorId: string;
  readonly action: string;
  readonly outcome: AuditOutcome;
  /** What it was about; without an address where there is nothing to open. */
  readonly subject: { readonly label: string; readonly href: string | null } | null;
  readonly details: readonly (readonly [name: string, value: string])[];
}

export interface AuditView extends ListView<AuditRow> {
  readonly streams: readonly { readonly id: string; readonly label: string }[];
  readonly areas: readonly (readonly [area: string, word: string])[];
  /** The account whose entries alone are shown, if any. */
  readonly actorName: string | null;
}
