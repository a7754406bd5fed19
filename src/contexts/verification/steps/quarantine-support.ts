import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SupportRecord } from '../persistence/support-records.js';
import type { UnsealError } from '../unseal/support-opener.js';

/** Notes that a support could not be opened, and why. */
@Injectable()
export class QuarantineSupport {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** A support that is in quarantine already stays there, with the new cause. */
  async quarantine(
    { id, processId }: SupportRecord,
    { unsealCause: cause, detail }: UnsealError,
    correlationId: string | undefined,
  ): Promise<void> {
    const known = await this.work.sql(
      `update verification.quarantine set cause = $2, detail = $3 where support_id = $1 and resolved_at is null
       returning id`,
      [id, cause, detail],
    );
    if (known.length === 0) {
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
