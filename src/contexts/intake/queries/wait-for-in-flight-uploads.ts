import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { waitForInFlightUploads } from '../in-flight-uploads.js';

const input = z.object({ processId: z.uuid(), entidad: z.string().regex(/^\d{2}$/) });

/**
 * Resolves once every upload that started before this query has committed or failed. Once it resolves after the grace
 * period (§10.5), no further supports can be received (§13.2 A).
 */
@QuerySpec({ name: 'intake.wait-for-in-flight-uploads', permission: 'intake.check', input, heldBy: 'system' })
export class WaitForInFlightUploads extends KernelQuery<z.infer<typeof input>, object> {}

@QueryHandler(WaitForInFlightUploads)
export class WaitForInFlightUploadsHandler implements IQueryHandler<WaitForInFlightUploads> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly em: EntityManager,
  ) {}

  async execute({ input: { processId, entidad } }: WaitForInFlightUploads): Promise<object> {
    this.work.authorize({ entidad });
    await waitForInFlightUploads(this.em, processId);
    return {};
  }
}
