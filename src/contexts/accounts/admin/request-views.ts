/** Data of the screens for requests, domains and grants. Dates are formatted, in hora centro. */

export interface Option {
  readonly key: string;
  readonly label: string;
}

export type RequestStatus = 'draft' | 'empty' | 'undecided' | 'decided' | 'discarded';

export interface RequestRow {
  readonly id: string;
  readonly folio: string;
  readonly institution: string;
  readonly oficioNumber: string | null;
  readonly receivedOn: string | null;
  readonly status: RequestStatus;
  readonly pending: number;
  readonly accepted: number;
  readonly refused: number;
}

export interface RequestListView {
  readonly requests: readonly RequestRow[];
  /** Query parameter of the next page; null on the last page. */
  readonly next: string | null;
}

export interface RegisterView {
  readonly entidades: readonly Option[];
}

export interface PersonRow {
  readonly id: string;
  readonly fullName: string;
  readonly position: string;
  readonly email: string;
  readonly phone: string;
  readonly role: string;
  readonly process: string | null;
  readonly status: 'pending' | 'accepted' | 'refused' | 'withdrawn';
  readonly reason: string | null;
  readonly decidedAt: string | null;
  readonly accountId: string | null;
  readonly account: string | null;
  /** The data of the account have been corrected since the decision. */
  readonly corrected: boolean;
}

export interface RequestDetail {
  readonly id: string;
  readonly folio: string;
  readonly institution: string;
  readonly state: 'draft' | 'received' | 'discarded';
  readonly oficioNumber: string | null;
  readonly oficioDate: string | null;
  readonly receivedOn: string | null;
  readonly receivedBy: string | null;
  readonly discardReason: string | null;
  readonly createdAt: string;
  /** The viewer can still change the people of the request. */
  readonly open: boolean;
  readonly people: readonly PersonRow[];
}

export interface PersonFormView {
  readonly requestId: string;
  readonly folio: string;
  readonly roles: readonly Option[];
  readonly processes: readonly Option[];
  /** Each with an at sign. */
  readonly emailDomains: readonly string[];
  /** The person to correct; null to add a person. */
  readonly person: Readonly<Record<'fullName' | 'position' | 'email' | 'phone' | 'role' | 'processId', string>> | null;
}

/** A process to which a grant may belong, and the latest day on which the grant may end. */
export interface GrantOption extends Option {
  readonly lastDay: string;
  /** The last day follows from the capture periods of the process, not from today. */
  readonly fromPeriods: boolean;
}

export interface DecideView {
  readonly requestId: string;
  readonly folio: string;
  readonly person: PersonRow;
  readonly proposedAccount: string;
  readonly processId: string;
  readonly grants: readonly GrantOption[];
}

export interface CreateView {
  readonly roles: readonly Option[];
  readonly grants: readonly GrantOption[];
}

export interface RenewView {
  readonly accountId: string;
  readonly name: string;
  readonly account: string;
  readonly institution: string;
  readonly grantEndsAt: string;
  /** `yyyy-mm-dd`, in hora centro. */
  readonly today: string;
  readonly processId: string;
  readonly grants: readonly GrantOption[];
}

export interface DomainsView {
  readonly domains: readonly {
    readonly id: string;
    readonly domain: string;
    readonly institution: string;
    readonly use: string;
    /** It cannot be removed. */
    readonly fixed: boolean;
    readonly addedAt: string;
  }[];
  readonly entidades: readonly Option[];
}

export interface RulesView {
  readonly rules: readonly {
    readonly role: string;
    readonly roleLabel: string;
    readonly mandatory: boolean;
    readonly accounts: number;
    readonly enrolled: number;
  }[];
}
