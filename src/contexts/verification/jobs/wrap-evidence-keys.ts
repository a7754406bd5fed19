import { Injectable, Logger } from '@nestjs/common';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { TransactionRunner } from '../../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { wrapEvidenceKeys } from '../persistence/evidence-keys.js';
import { SupportOpener, UnsealError } from '../unseal/support-opener.js';

const BATCH = 20;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

interface Row {
  readonly id: string;
  readonly blobKey: string;
  readonly integrityCode: string;
}

/** Wraps the keys of records that were verified before there was an evidence key. */
@Injectable()
export class WrapEvidenceKeys {
  readonly #logger = new Logger('WrapEvidenceKeys');
  /** Cursor: the last record tried, so that one that cannot be opened does not hold up the others. */
  #after = NIL_UUID;

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly work: UnitOfWork,
    private readonly signing: Signing,
    private readonly opener: SupportOpener,
    private readonly cipher: FieldCipher,
  ) {}

  /** @returns the number of wrapped keys. */
  @Recurring({ name: 'wrap evidence keys', everyMs: 30_000, singleton: true })
  async run(): Promise<number> {
    if (!(await this.signing.canOpen('intake'))) return 0;
    return this.transactions.runAsSystem(
      { name: 'verification.wrap-evidence-keys', correlationId: randomId() },
      async () => {
        const rows = await this.work.sql<Row & object>(
          `select id, blob_key as "blobKey", integrity_code as "integrityCode" from verification.support
           where state = 'verified' and evidence_key is null and id > $1 order by id limit ${String(BATCH)}`,
          [this.#after],
        );
        this.#after = rows.length === BATCH ? (rows.at(-1)?.id ?? NIL_UUID) : NIL_UUID;
        let wrapped = 0;
        for (const row of rows) wrapped += await this.#wrap(row);
        return wrapped;
      },
    );
  }

  async #wrap({ id, blobKey, integrityCode }: Row): Promise<number> {
    try {
      const { recordKey } = await this.opener.open(blobKey, integrityCode);
      if (!recordKey) return 0;
      const [wrapped] = await wrapEvidenceKeys(this.cipher, [{ supportId: id, recordKey }]);
      await this.work.sql('update verification.support set evidence_key = $2 where id = $1', [id, wrapped]);
      return 1;
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      this.#logger.warn({ msg: 'evidence key not wrapped', supportId: id, cause: error.unsealCause });
      return 0;
    }
  }
}
