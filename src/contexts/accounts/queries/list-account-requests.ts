import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requestFolio, type RequestState } from '../domain/account-request.js';

/** `draft`: the OPL has not sent it; `empty`: DERFE has to add its people; `undecided`: DERFE has to decide on them. */
export const REQUEST_STATUSES = ['draft', 'empty', 'undecided', 'decided', 'discarded'] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

const input = z.object({
  entidad: z.string().optional(),
  status: z.enum(REQUEST_STATUSES).optional(),
  /** Number of the last row of the previous page. */
  after: z.number().int().optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export interface AccountRequestSummary {
  readonly id: string;
  readonly number: number;
  /** Short, readable name, such as SC-0001. */
  readonly folio: string;
  readonly entidad: string;
  readonly state: RequestState;
  readonly status: RequestStatus;
  readonly oficioNumber: string | null;
  /** Dates are `yyyy-mm-dd`. */
  readonly oficioDate: string | null;
  readonly receivedOn: string | null;
  readonly pending: number;
  readonly accepted: number;
  readonly refused: number;
}

/** The oficios in which OPLs request accounts, newest first, with the number of decisions (§4.1–4.2). */
@QuerySpec({ name: 'accounts.list-account-requests', permission: 'account-requests.read', input })
export class ListAccountRequests extends KernelQuery<z.input<typeof input>, AccountRequestSummary[]> {}

@QueryHandler(ListAccountRequests)
export class ListAccountRequestsHandler implements IQueryHandler<ListAccountRequests> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListAccountRequests): Promise<AccountRequestSummary[]> {
    const { entidad, status, after, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<Omit<AccountRequestSummary, 'folio'>>(
      `select * from (
         select r.id, r.number, r.entidad, r.state, r.oficio_number as "oficioNumber",
           r.oficio_date::text as "oficioDate", r.received_on::text as "receivedOn", p.*,
           case when r.state <> 'received' then r.state when p.pending > 0 then 'undecided'
             when p.accepted + p.refused = 0 then 'empty' else 'decided' end as status
         from accounts.account_request r
         cross join lateral (
           select count(*) filter (where status = 'pending')::int as pending,
             count(*) filter (where status = 'accepted')::int as accepted,
             count(*) filter (where status = 'refused')::int as refused
           from accounts.requested_official where request_id = r.id) p
         where {visible} and ($1::text is null or r.entidad = $1) and ($3::int is null or r.number < $3)
       ) requests where $2::text is null or status = $2
       order by number desc limit $4`,
      [entidad ?? null, status ?? null, after ?? null, limit],
      { entidad: 'r.entidad' },
    );
    return rows.map((row) => ({ ...row, folio: requestFolio(row.number) }));
  }
}
