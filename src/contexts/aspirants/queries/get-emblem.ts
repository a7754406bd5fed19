import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findAspirant } from '../persistence/aspirant-records.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** `small` is the size sent in a lease. */
  size: z.enum(['large', 'small']),
});

/** Returns the emblem of an aspirant as a PNG (§5.E, §8.2); null if there is none. It is not personal data. */
@QuerySpec({ name: 'aspirants.get-emblem', permission: 'aspirants.read', input })
export class GetEmblem extends KernelQuery<z.infer<typeof input>, Buffer | null> {}

@QueryHandler(GetEmblem)
export class GetEmblemHandler implements IQueryHandler<GetEmblem> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { aspirantId, size } }: GetEmblem): Promise<Buffer | null> {
    const { entidad } = await findAspirant(this.work, aspirantId);
    this.work.authorize({ entidad, aspirantId });
    const [emblem] = await this.work.sql<{ png: Buffer }>(
      `select ${size === 'large' ? 'large' : 'small'} as png from aspirants.emblem where aspirant_id = $1`,
      [aspirantId],
    );
    return emblem?.png ?? null;
  }
}
