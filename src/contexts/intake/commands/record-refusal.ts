import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { RECORDED_REFUSALS, type RecordedRefusal } from '../domain/admission.js';
import { recordLostSupport, type LossCause } from '../persistence/lost-supports.js';
import { supportManifestSchema } from '#electoral/wire';

const input = z.object({
  manifest: supportManifestSchema,
  integrityCode: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  code: z.enum(RECORDED_REFUSALS),
  /** Key of the container if it was already stored; the container may then be removed (decision 17). */
  blobKey: z.string().optional(),
});

const CAUSES: Readonly<Record<RecordedRefusal, LossCause>> = {
  'INTAKE.GRACE_OVER': 'grace-over',
  'INTAKE.FOLIO_TAKEN': 'folio-taken',
};

/**
 * Records that a support arrived after the grace period (decision 7), or that a folio was used twice (decision 5). The
 * device keeps the record, unless the refusal is signed, and sends it again; only the first refusal is stored.
 */
@CommandSpec({ name: 'intake.record-refusal', permission: 'intake.record-refusal', input, heldBy: 'system' })
export class RecordRefusal extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RecordRefusal)
export class RecordRefusalHandler implements ICommandHandler<RecordRefusal> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { manifest, integrityCode, code, blobKey } }: RecordRefusal): Promise<void> {
    this.work.authorize({});
    const { folio, deviceId, processId } = manifest;
    const at = this.clock.now();
    await recordLostSupport(this.work, manifest, integrityCode, { cause: CAUSES[code], at });
    if (blobKey !== undefined) {
      await this.work.sql(
        `insert into intake.refused_upload (key, integrity_code, code, at) values ($1, $2, $3, $4) on conflict do nothing`,
        [blobKey, Buffer.from(integrityCode), code, at],
      );
    }
    if (code === 'INTAKE.FOLIO_TAKEN') {
      await this.work.sql(
        `insert into intake.folio_signal (folio, device_id, integrity_code, at) select $1, $2, $3, $4
         where not exists (select from intake.folio_signal where folio = $1 and integrity_code = $3)`,
        [folio, deviceId, Buffer.from(integrityCode), at],
      );
    }
    this.work.audit({ subject: ['folio', folio], stream: processId, details: { deviceId, refused: code } });
  }
}
