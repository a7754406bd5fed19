import { Injectable, Logger } from '@nestjs/common';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { TransactionRunner } from '../../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { wrapEnrolmentKey } from '../persistence/evidence-keys.js';
import { EnrolmentOpener, EnrolmentUnreadable } from '../unseal/enrolment-opener.js';

const BATCH = 20;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** Wraps the keys of enrolments that were checked before there was an evidence key. */
@Injectable()
export class WrapEnrolmentKeys {
  readonly #logger = new Logger('WrapEnrolmentKeys');
  /** Cursor: the last device tried, so that an enrolment that cannot be opened does not hold up the others. */
  #after = NIL_UUID;

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly work: UnitOfWork,
    private readonly signing: Signing,
    private readonly opener: EnrolmentOpener,
    private readonly cipher: FieldCipher,
  ) {}

  /** @returns the number of wrapped keys. */
  @Recurring({ name: 'wrap enrolment keys', everyMs: 30_000, singleton: true })
  async run(): Promise<number> {
    if (!(await this.signing.canOpen('intake'))) return 0;
    return this.transactions.runAsSystem(
      { name: 'devices.wrap-enrolment-keys', correlationId: randomId() },
      async () => {
        const rows = await this.work.sql<{ id: string; blobKey: string }>(
          `select id, blob_key as "blobKey" from devices.device
           where checked_at is not null and evidence_key is null and id > $1 order by id limit ${String(BATCH)}`,
          [this.#after],
        );
        this.#after = rows.length === BATCH ? (rows.at(-1)?.id ?? NIL_UUID) : NIL_UUID;
        let wrapped = 0;
        for (const { id, blobKey } of rows) wrapped += await this.#wrap(id, blobKey);
        return wrapped;
      },
    );
  }

  async #wrap(deviceId: string, blobKey: string): Promise<number> {
    try {
      const { enrolmentKey } = await this.opener.open(blobKey);
      const wrapped = await wrapEnrolmentKey(this.cipher, deviceId, enrolmentKey);
      await this.work.sql('update devices.device set evidence_key = $2 where id = $1', [deviceId, wrapped]);
      return 1;
    } catch (error) {
      if (!(error instanceof EnrolmentUnreadable)) throw error;
      this.#logger.warn({ msg: 'enrolment key not wrapped', deviceId });
      return 0;
    }
  }
}
