import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { loadAspirantContext, requireCanRegister } from '../aspirant-context.js';
import { RegisterImport } from '../jobs/import-register.js';
import { importShards } from '../jobs/import-steps.js';
import { findImport, ImportBatches, type ImportRow } from '../persistence/import-records.js';

const input = z.object({ importId: z.uuid(), decision: z.enum(['register', 'none']) });

/**
 * The aspirant decides after the check: register the valid rows, or none (§6.4).
 * @throws DomainError AUXILIARIES.IMPORT_NOT_CHECKED unless the import is waiting for this decision, and with the
 * errors of {@link requireCanRegister}
 */
@CommandSpec({ name: 'auxiliaries.decide-import', permission: 'auxiliaries.register', input })
export class DecideImport extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(DecideImport)
export class DecideImportHandler implements ICommandHandler<DecideImport> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { importId, decision } }: DecideImport): Promise<void> {
    const upload = await findImport(this.work, importId, true);
    const { entidad, aspirantId, processId, good, faulty } = upload;
    this.work.authorize({ entidad, aspirantId });
    if (upload.state !== 'checked') throw new DomainError('AUXILIARIES.IMPORT_NOT_CHECKED', { kind: 'conflict' });
    if (decision === 'register') await this.#startRegistration(upload);
    else await this.#discard(importId);
    this.work.audit({
      subject: ['auxiliary-import', importId],
      stream: processId,
      details: { decision, good, faulty },
    });
  }

  async #startRegistration({ id, aspirantId, entidad, processId, totalRows }: ImportRow): Promise<void> {
    await requireCanRegister(this.work, await loadAspirantContext(this.dispatcher, aspirantId));
    await this.work.sql(
      `update auxiliaries.import set state = 'registering', decided_at = $2, phase_since = $2, batches_done = 0, rows_done = 0
       where id = $1`,
      [id, this.clock.now()],
    );
    // One shard, because the ids of a process are assigned sequentially.
    await this.work.startJob(
      RegisterImport,
      { importId: id },
      { dedupeKey: id, territory: entidad, stream: processId, shards: importShards(totalRows, 1) },
    );
  }

  async #discard(importId: string): Promise<void> {
    await this.work.sql(
      `update auxiliaries.import set state = 'discarded', decided_at = $2, ended_at = $2 where id = $1`,
      [importId, this.clock.now()],
    );
    await new ImportBatches(this.work, this.cipher, importId).empty();
  }
}
