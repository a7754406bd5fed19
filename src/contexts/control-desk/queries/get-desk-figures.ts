import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import type { DeskState } from '../domain/desk-state.js';

const input = z.object({ processId: z.uuid() });

export type DeskFigures = Readonly<Record<DeskState, number>>;

/** Counts the records of a process by state, row by row, to reconcile at the close (§13.2 B, D). */
@QuerySpec({ name: 'control-desk.get-desk-figures', permission: 'control-desk.read', input })
export class GetDeskFigures extends KernelQuery<z.infer<typeof input>, DeskFigures> {}

@QueryHandler(GetDeskFigures)
export class GetDeskFiguresHandler implements IQueryHandler<GetDeskFigures> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { processId } }: GetDeskFigures): Promise<DeskFigures> {
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad: process.entidad });
    const rows = await this.work.sql<{ state: DeskState; n: number }>(
      `select state, count(*)::int as n from control_desk.record where process_id = $1 group by state`,
      [processId],
    );
    return {
      pendiente: 0,
      asignado: 0,
      incompleto: 0,
      revisado: 0,
      ...Object.fromEntries(rows.map(({ state, n }) => [state, n])),
    };
  }
}
