import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({
  folio: z.string(),
  deviceId: z.uuid(),
  integrityCode: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

/** Keeps the fact that another record came under a folio already taken (decision 5); the record itself is not stored. */
@CommandSpec({ name: 'intake.signal-folio', permission: 'intake.signal', input })
export class SignalFolio extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(SignalFolio)
export class SignalFolioHandler implements ICommandHandler<SignalFolio> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { folio, deviceId, integrityCode } }: SignalFolio): Promise<void> {
    this.work.authorize({});
    await this.work.sql(
      `insert into intake.folio_signal (folio, device_id, integrity_code, at) values ($1, $2, $3, $4)`,
      [folio, deviceId, Buffer.from(integrityCode), this.clock.now()],
    );
    this.work.audit({ subject: ['folio', folio], details: { deviceId } });
  }
}
