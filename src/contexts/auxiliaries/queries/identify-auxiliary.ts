import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';

const input = z.object({ auxiliaryId: z.uuid() });

/** Returns the Id Auxiliar, which is not personal data, as a screen title. */
@QuerySpec({ name: 'auxiliaries.identify-auxiliary', permission: 'auxiliaries.read', input })
export class IdentifyAuxiliary extends KernelQuery<z.infer<typeof input>, string> {}

@QueryHandler(IdentifyAuxiliary)
export class IdentifyAuxiliaryHandler implements IQueryHandler<IdentifyAuxiliary> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { auxiliaryId } }: IdentifyAuxiliary): Promise<string> {
    const { entidad, aspirantId, idAuxiliar } = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad, aspirantId });
    return idAuxiliar;
  }
}
