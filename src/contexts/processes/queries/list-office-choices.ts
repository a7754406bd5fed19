import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { TerritoryChoice } from '../domain/office-territory.js';
import { listOfficeKinds, type OfficeKindView } from '../persistence/office-kinds.js';
import { findProcess } from '../persistence/process-records.js';
import { findTerritoryChoices } from '../persistence/territory-records.js';

const input = z.object({ processId: z.uuid() });

/**
 * A kind of office with its possible territories; `choices` is null if no catalogue is loaded and the user must type.
 */
export interface OfficeChoice extends OfficeKindView {
  readonly choices: readonly TerritoryChoice[] | null;
}

/** Lists the kinds of office that may be added to a process, with the territories of its catalogue (§5.A). */
@QuerySpec({
  name: 'processes.list-office-choices',
  permission: 'processes.read',
  input,
  unscoped: 'catalogues of offices and published geography',
})
export class ListOfficeChoices extends KernelQuery<z.infer<typeof input>, OfficeChoice[]> {}

@QueryHandler(ListOfficeChoices)
export class ListOfficeChoicesHandler implements IQueryHandler<ListOfficeChoices> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { processId } }: ListOfficeChoices): Promise<OfficeChoice[]> {
    const { entidad } = await findProcess(this.work, processId);
    this.work.authorize({ ...this.work.actor.scope, entidad });
    const choices: OfficeChoice[] = [];
    for (const kind of await listOfficeKinds(this.work, entidad)) {
      choices.push({
        ...kind,
        choices: (await findTerritoryChoices(this.work, entidad, kind.scope, this.clock.now())) ?? null,
      });
    }
    return choices;
  }
}
