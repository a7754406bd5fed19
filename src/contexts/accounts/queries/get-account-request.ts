import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import {
  discardContext,
  receiverContext,
  requestFolio,
  type RequestedStatus,
  type RequestState,
} from '../domain/account-request.js';
import type { PersonalData } from '../domain/official-data.js';
import { ROLE_TABLE, type Role } from '../domain/roles.js';
import { decryptRequested } from '../persistence/account-requests.js';
import { findDomains } from '../persistence/institutional-domains.js';

const input = z.object({ requestId: z.uuid() });

/** One official in the oficio, with the decision of DERFE. */
export interface RequestedOfficialView extends PersonalData {
  readonly id: string;
  readonly role: Role;
  readonly roleLabel: string;
  readonly processId: string | null;
  readonly status: RequestedStatus;
  readonly reason: string | null;
  /** ISO 8601. */
  readonly decidedAt: string | null;
  /** The data of the created account have been corrected since the decision. */
  readonly corrected: boolean;
  /** The created account. */
  readonly accountId: string | null;
  readonly account: string | null;
}

export interface AccountRequestView {
  readonly id: string;
  readonly folio: string;
  readonly entidad: string;
  readonly state: RequestState;
  readonly oficioNumber: string | null;
  /** Dates are `yyyy-mm-dd`. */
  readonly oficioDate: string | null;
  readonly receivedOn: string | null;
  readonly receivedBy: string | null;
  /** Why a received one was discarded. */
  readonly discardReason: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Domains in which the addresses of its people can be. */
  readonly emailDomains: readonly string[];
  readonly officials: readonly RequestedOfficialView[];
}

interface Row extends Omit<AccountRequestView, 'folio' | 'receivedBy' | 'emailDomains' | 'officials'> {
  readonly number: number;
  readonly receiver: Buffer | null;
  readonly discardedFor: Buffer | null;
}

type OfficialRow = Omit<RequestedOfficialView, keyof PersonalData | 'roleLabel'> & { readonly personal: Buffer };

/** An oficio in which an OPL requests accounts, with its people (§4.1–4.3). */
@QuerySpec({ name: 'accounts.get-account-request', permission: 'account-requests.read', input, personalData: true })
export class GetAccountRequest extends KernelQuery<z.infer<typeof input>, AccountRequestView> {}

@QueryHandler(GetAccountRequest)
export class GetAccountRequestHandler implements IQueryHandler<GetAccountRequest> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { requestId } }: GetAccountRequest): Promise<AccountRequestView> {
    const row = await this.work.record<Row>(
      `select id, number, entidad, state, oficio_number as "oficioNumber", oficio_date::text as "oficioDate",
         received_on::text as "receivedOn", received_by as receiver, discard_reason as "discardReason", discarded_for as "discardedFor", created_at as "createdAt"
       from accounts.account_request where id = $1`,
      [requestId],
    );
    if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize({ entidad: row.entidad });
    this.work.audit({ subject: ['account-request', requestId] });
    const { number, receiver, discardedFor, ...request } = row;
    return {
      ...request,
      folio: requestFolio(number),
      discardReason:
        discardedFor === null
          ? request.discardReason
          : await this.cipher.decryptText(discardedFor, discardContext(requestId)),
      receivedBy: receiver && (await this.cipher.decryptText(receiver, receiverContext(requestId))),
      emailDomains: (await findDomains(this.work, row.entidad)).contact,
      officials: await this.#officials(requestId),
    };
  }

  async #officials(requestId: string): Promise<RequestedOfficialView[]> {
    const rows = await this.work.sql<OfficialRow>(
      `select q.id, q.personal, q.role, q.process_id as "processId", q.status, q.reason,
         q.decided_at as "decidedAt", q.official_id as "accountId", o.account,
         exists (select from accounts.data_change c where c.official_id = o.id and cardinality(c.fields) > 0) as corrected
       from accounts.requested_official q left join accounts.official o on o.id = q.official_id
       where q.request_id = $1 and q.status <> 'withdrawn' order by q.sequence`,
      [requestId],
    );
    return Promise.all(
      rows.map(async (row) => {
        const { personal: _, ...rest } = row;
        return { ...rest, ...(await decryptRequested(this.cipher, row)), roleLabel: ROLE_TABLE[row.role].label };
      }),
    );
  }
}
