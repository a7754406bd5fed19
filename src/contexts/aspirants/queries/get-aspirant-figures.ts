import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ASPIRANT_STATUSES, type AspirantStatus } from '../domain/aspirant-status.js';

const input = z.object({});

export type AspirantFigures = Readonly<Record<AspirantStatus, number>>;

/** Counts the aspirants in the caller's scope by status (§5.F). It counts rows; there are a few thousand at most. */
@QuerySpec({ name: 'aspirants.get-aspirant-figures', permission: 'aspirants.read', input })
export class GetAspirantFigures extends KernelQuery<z.infer<typeof input>, AspirantFigures> {}

@QueryHandler(GetAspirantFigures)
export class GetAspirantFiguresHandler implements IQueryHandler<GetAspirantFigures> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<AspirantFigures> {
    const rows = await this.work.rows<{ status: AspirantStatus; found: number }>(
      `select status, count(*)::int as found from aspirants.aspirant where {visible} group by status`,
      [],
      { entidad: 'entidad', aspirantId: 'id' },
    );
    const found = new Map(rows.map((row) => [row.status, row.found]));
    return Object.fromEntries(ASPIRANT_STATUSES.map((status) => [status, found.get(status) ?? 0])) as AspirantFigures;
  }
}
