import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { CUSTODY_JOINS, custodyNumber, REQUEST_COLUMNS, type CustodyFigures } from '../persistence/paper-records.js';

const input = z.object({ aspirantId: z.uuid() });

export interface CustodyRequestView extends CustodyFigures {
  readonly number: string;
}

/** Custody requests of the OPL to an aspirant, with the number of papers transferred (§6.7). */
@QuerySpec({ name: 'auxiliaries.list-custody-requests', permission: 'auxiliaries.read', input })
export class ListCustodyRequests extends KernelQuery<z.infer<typeof input>, CustodyRequestView[]> {}

@QueryHandler(ListCustodyRequests)
export class ListCustodyRequestsHandler implements IQueryHandler<ListCustodyRequests> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { aspirantId } }: ListCustodyRequests): Promise<CustodyRequestView[]> {
    const requests = await this.work.rows<CustodyFigures & object>(
      `select ${REQUEST_COLUMNS}, f.requested, f.excused, f.transferred, f.ready, f.renewed,
       f.missing, f.sign_again as "signAgain"
     from auxiliaries.custody_request r
     cross join lateral (
       select (count(*) filter (where not excused.yes))::int as requested,
         (count(*) filter (where excused.yes))::int as excused, (count(*) filter (where answered.yes))::int as transferred,
         (count(*) filter (where lacking.yes))::int as ready,
         (count(*) filter (where lacking.yes and answered.yes))::int as renewed,
         (count(*) filter (where sign_again.yes))::int as sign_again,
         (count(*) filter (where not answered.yes and not excused.yes
           and (responsiva.id is null or credencial.id is null)))::int as missing
       from auxiliaries.auxiliary a ${CUSTODY_JOINS}
       where a.aspirant_id = r.aspirant_id and (r.auxiliary_id is null or a.id = r.auxiliary_id)
     ) f
     where {visible} and r.aspirant_id = $1 order by r.requested_at desc, r.id`,
      [aspirantId],
      { entidad: 'r.entidad', aspirantId: 'r.aspirant_id' },
    );
    return requests.map((request) => ({ ...request, number: custodyNumber(request.id) }));
  }
}
