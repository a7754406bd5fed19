import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SupportRecord } from '../persistence/support-records.js';
import type { UnsealError } from '../unseal/support-opener.js';

/** Quarantines a support that could not be opened. */
@Injectable()
export class QuarantineSupport {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Updates the cause of a support that is already in quarantine. */
  async quarantine(
    { id, processId }: SupportRecord,
    { unsealCause: cause, detail }: UnsealError,
    correlationId: string | undefined,
  ): Promise<void> {
    const updated = await this.work.sql(
      `update verification.quarantine set cause = $2, detail = $3 where support_id = $1 and resolved_at is null
       returning id`,
      [id, cause, detail],
    );
    if (updated.length === 0) {
      await this.work.sql(
        `insert into verification.quarantine (support_id, cause, detail, at) values ($1, $2, $3, $4)`,
        [id, cause, detail, this.clock.now()],
      );
      await this.work.sql(`update verification.support set state = 'quarantined' where id = $1`, [id]);
      this.work.count('supports.quarantined', { processId, cause }, 1);
    }
    this.work.audit({
      subject: ['support', id],
      stream: processId,
      details: { quarantine: cause },
      ...(correlationId !== undefined && { correlationId }),
    });
  }
}
