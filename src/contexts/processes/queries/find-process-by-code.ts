import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { normaliseProcessCode } from '#electoral/normalise';
import { authorizePublished, SELECT_PROCESS, type ProcessView } from '../persistence/process-records.js';

const input = z.object({ idProceso: z.string().max(40) });

/** Finds the process with the given Id Proceso, as a user typed it (§6.5, §7.2); null if there is none. */
@QuerySpec({
  name: 'processes.find-process-by-code',
  permission: PUBLIC,
  input,
})
export class FindProcessByCode extends KernelQuery<z.infer<typeof input>, ProcessView | null> {}

@QueryHandler(FindProcessByCode)
export class FindProcessByCodeHandler implements IQueryHandler<FindProcessByCode> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { idProceso } }: FindProcessByCode): Promise<ProcessView | null> {
    const process = await this.work.record<ProcessView>(`${SELECT_PROCESS} where p.id_proceso = $1`, [
      normaliseProcessCode(idProceso),
    ]);
    if (process) authorizePublished(this.work, process.entidad);
    return process ?? null;
  }
}
