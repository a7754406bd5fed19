import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { AssistedCaptureVersion } from '../domain/assisted-capture.js';
import { findAssistedCapture } from '../persistence/assisted-capture-records.js';
import { authorizePublished, findProcess } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

/**
 * Returns every version of the assisted-capture rule, newest first (decision 31). Empty means that it is not allowed.
 */
@QuerySpec({
  name: 'processes.get-assisted-capture',
  permission: PUBLIC,
  input,
  unscoped: 'published by agreement of the OPL',
})
export class GetAssistedCapture extends KernelQuery<z.infer<typeof input>, AssistedCaptureVersion[]> {}

@QueryHandler(GetAssistedCapture)
export class GetAssistedCaptureHandler implements IQueryHandler<GetAssistedCapture> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: GetAssistedCapture): Promise<AssistedCaptureVersion[]> {
    const { entidad } = await findProcess(this.work, processId);
    authorizePublished(this.work, entidad);
    return findAssistedCapture(this.work, processId);
  }
}
