/** Data of the account screens. Dates are formatted, in hora centro. */
import type { ListView } from '../../../admin/views.js';

export type Status = 'pending' | 'active' | 'suspended' | 'closed';

export interface OfficialRow {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly role: string;
  readonly institution: string;
  readonly status: Status;
  /** A signed Declaratoria was received and DERFE has not decided on it. */
  readonly declared: boolean;
  readonly grantEndsAt: string;
}

export interface OfficialListView extends ListView<OfficialRow> {
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
  readonly roles: readonly { readonly key: string; readonly label: string }[];
}

export interface OfficialDetail extends OfficialRow {
  readonly position: string;
  readonly email: string;
  readonly phone: string;
  readonly hasPassword: boolean;
  /** Whether there is a password, and the last link to choose one. */
  readonly password: string;
  readonly createdAt: string;
  readonly declaredAt: string | null;
  readonly acceptedAt: string | null;
  /** When and why the last Declaratoria was refused. */
  readonly refusedAt: string | null;
  readonly refusal: string | null;
  /** Number of the latest Declaratoria. */
  readonly declarations: number;
  readonly secondFactorAt: string | null;
  readonly expired: boolean;
  /** Whether this is the account of the official who views it. */
  readonly isOwn: boolean;
}

export interface AccountView extends OfficialDetail {
  /** The first administrator: active from the start (decision 27). */
  readonly worksWithoutDeclaration: boolean;
  /** Newest first. */
  readonly history: readonly AccountChange[];
}

export interface AccountChange {
  readonly at: string;
  readonly what: string;
  readonly by: string;
  readonly reason: string;
}

/** Who set the periods of a process and who waived the test of its key, newest first. */
export interface ProcessChangesView {
  readonly rows: readonly {
    readonly id: string;
    readonly at: string;
    readonly what: string;
    readonly by: string;
    readonly reason: string;
  }[];
}
