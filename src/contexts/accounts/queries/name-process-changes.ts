import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListProcessChanges, type ProcessChange } from '../../processes/index.js';

const input = z.object({ processId: z.uuid() });

export interface NamedProcessChange extends Omit<ProcessChange, 'by'> {
  /** Account of the official; null if it is not of the reader's institution. */
  readonly account: string | null;
}

/** The changes of a process with the accounts of the officials who made them (§5.A). */
@QuerySpec({ name: 'accounts.name-process-changes', permission: 'processes.read', input })
export class NameProcessChanges extends KernelQuery<z.infer<typeof input>, NamedProcessChange[]> {}

@QueryHandler(NameProcessChanges)
export class NameProcessChangesHandler implements IQueryHandler<NameProcessChanges> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { processId } }: NameProcessChanges): Promise<NamedProcessChange[]> {
    const changes = await this.dispatcher.ask(this.work.actor, new ListProcessChanges({ processId }));
    const found = await this.work.rows<{ id: string; account: string }>(
      `select id, account from accounts.official where id::text = any($1::text[]) and {visible}`,
      [[...new Set(changes.map(({ by }) => by))]],
      { entidad: 'entidad' },
    );
    const accounts = new Map(found.map(({ id, account }) => [id, account]));
    return changes.map(({ by, ...change }) => ({ ...change, account: accounts.get(by) ?? null }));
  }
}
