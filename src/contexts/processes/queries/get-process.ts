import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { authorizePublished, findProcess, type ProcessView } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

/** Returns a process with the OPL's public key that is in force (§5.A, §13.1). */
@QuerySpec({ name: 'processes.get-process', permission: PUBLIC, input })
export class GetProcess extends KernelQuery<z.infer<typeof input>, ProcessView> {}

@QueryHandler(GetProcess)
export class GetProcessHandler implements IQueryHandler<GetProcess> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: GetProcess): Promise<ProcessView> {
    const process = await findProcess(this.work, processId);
    authorizePublished(this.work, process.entidad);
    return process;
  }
}
