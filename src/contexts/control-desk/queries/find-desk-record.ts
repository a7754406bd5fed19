import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_RECORD, type DeskRecordView } from '../persistence/desk-records.js';

const input = z.object({ folio: z.string().max(40) });

/** The desk record with the given folio, for a supervisor; undefined if there is none in their scope (§11.1). */
@QuerySpec({ name: 'control-desk.find-desk-record', permission: 'control-desk.supervise', input })
export class FindDeskRecord extends KernelQuery<z.infer<typeof input>, DeskRecordView | undefined> {}

@QueryHandler(FindDeskRecord)
export class FindDeskRecordHandler implements IQueryHandler<FindDeskRecord> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { folio } }: FindDeskRecord): Promise<DeskRecordView | undefined> {
    const [found] = await this.work.rows<DeskRecordView>(`${SELECT_RECORD} where {visible} and folio = $1`, [folio], {
      entidad: 'entidad',
    });
    return found;
  }
}
