import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetOffice } from '../../processes/index.js';
import type { AspirantStatus } from '../domain/aspirant-status.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';

const input = z.object({ aspirantId: z.uuid() });

export interface AspirantView extends AspirantSummary {
  readonly officeName: string;
  /** SHA-256 of the emblem (§8.2), hexadecimal; null if there is none. */
  readonly emblemDigest: string | null;
  /** Day on which the desistimiento was submitted, `yyyy-mm-dd`; null if there is none. */
  readonly withdrawnOn: string | null;
  /** Other registrations of the same person in the process, newest first, withdrawn and annulled ones included. */
  readonly others: readonly { readonly id: string; readonly folio: string; readonly status: AspirantStatus }[];
  /** The account was corrected and comes into force once the sheet of the latest version is signed (§5.D). */
  readonly accessPending: boolean;
}

const DETAIL_COLUMNS = `, pending_correction_id is not null as "accessPending",
  (select coalesce(json_agg(json_build_object('id', o.id, 'folio', o.folio, 'status', o.status)
     order by o.registered_at desc, o.id), '[]')
   from aspirants.aspirant o
   where o.process_id = aspirant.process_id and o.clave_hash = aspirant.clave_hash and o.id <> aspirant.id) as others,
  (select digest from aspirants.emblem where aspirant_id = aspirant.id) as "emblemDigest",
  (select presented_on::text from aspirants.withdrawal where aspirant_id = aspirant.id) as "withdrawnOn"`;

/** Returns an aspirant for screens and the app (§8.2), without personal data except for the public name. */
@QuerySpec({ name: 'aspirants.get-aspirant', permission: 'aspirants.read', input })
export class GetAspirant extends KernelQuery<z.infer<typeof input>, AspirantView> {}

@QueryHandler(GetAspirant)
export class GetAspirantHandler implements IQueryHandler<GetAspirant> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { aspirantId } }: GetAspirant): Promise<AspirantView> {
    const aspirant = await findAspirant<Omit<AspirantView, 'officeName'>>(this.work, aspirantId, DETAIL_COLUMNS);
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    const office = await this.dispatcher.ask(this.work.actor, new GetOffice({ officeId: aspirant.officeId }));
    return { ...aspirant, officeName: office.name };
  }
}
