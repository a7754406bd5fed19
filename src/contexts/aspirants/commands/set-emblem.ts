import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { lockAspirant } from '../persistence/aspirant-records.js';
import { renderEmblem } from '../emblem/render-emblem.js';
import { saveEmblem } from '../persistence/emblems.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** PNG, JPEG or SVG; null removes the emblem. */
  image: z.instanceof(Uint8Array).nullable(),
});

/**
 * Sets, replaces or removes the emblem of an aspirant (§5.E), which the app shows (§8.2).
 * @throws DomainError KERNEL.FILE_MISSING, ASPIRANTS.EMBLEM_FORMAT, .EMBLEM_TOO_LARGE, .EMBLEM_UNSAFE,
 * .EMBLEM_UNREADABLE, .WITHDRAWN, .ANNULLED
 */
@CommandSpec({ name: 'aspirants.set-emblem', permission: 'aspirants.register', input })
export class SetEmblem extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(SetEmblem)
export class SetEmblemHandler implements ICommandHandler<SetEmblem> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { aspirantId, image } }: SetEmblem): Promise<void> {
    const aspirant = await lockAspirant(this.em, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    await requireOpenProcess(this.work, aspirant.processId);
    aspirant.requireInForce();
    let emblem: string | null = null;
    if (image) emblem = await saveEmblem(this.work, this.clock, aspirantId, await renderEmblem(image, 'emblema'));
    else await this.work.sql('delete from aspirants.emblem where aspirant_id = $1', [aspirantId]);
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId, details: { emblem } });
  }
}
