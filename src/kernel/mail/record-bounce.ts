import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../clock/clock.js';
import { DomainError } from '../errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { readDeliveryStatus, type DeliveryReport } from './delivery-status.js';
import { MailBounced } from './mail-bounced.js';

const input = z.object({ notification: z.custom<Uint8Array>((value) => value instanceof Uint8Array) });

export interface RecordedBounces {
  /** Reports not recorded before. */
  readonly recorded: number;
  /** Reports recorded before. */
  readonly known: number;
}

interface SentRow {
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly purpose: string;
  readonly sentAt: Date;
}

/**
 * Records a delivery status notification (decision 42). Idempotent.
 * @throws DomainError KERNEL.NOT_A_BOUNCE, or KERNEL.BOUNCE_UNKNOWN for a message that this installation did not send
 */
@CommandSpec({ name: 'kernel.record-bounce', permission: 'kernel.operate', input, heldBy: 'system' })
export class RecordBounce extends KernelCommand<z.infer<typeof input>, RecordedBounces> {}

@CommandHandler(RecordBounce)
export class RecordBounceHandler implements ICommandHandler<RecordBounce> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { notification } }: RecordBounce): Promise<RecordedBounces> {
    this.work.authorize({});
    const read = await readDeliveryStatus(Buffer.from(notification));
    if (!read) throw new DomainError('KERNEL.NOT_A_BOUNCE', { kind: 'invalid' });
    const now = this.clock.now();
    const happenedAt = read.reportedAt && read.reportedAt < now ? read.reportedAt : now;
    let recorded = 0;
    let sent = 0;
    for (const token of read.tokens) {
      const message = await this.#find(token);
      if (!message) continue;
      sent += 1;
      for (const report of read.reports) {
        if (await this.#record(token, message, report, happenedAt)) recorded += 1;
      }
    }
    if (sent === 0) throw new DomainError('KERNEL.BOUNCE_UNKNOWN', { kind: 'invalid' });
    return { recorded, known: sent * read.reports.length - recorded };
  }

  async #find(token: Buffer): Promise<SentRow | undefined> {
    const [row] = await this.work.sql<SentRow>(
      `select subject_kind as "subjectKind", subject_id as "subjectId", purpose, sent_at as "sentAt"
       from kernel.mail_sent where return_token = $1`,
      [token],
    );
    return row && { ...row, sentAt: new Date(row.sentAt) };
  }

  async #record(token: Buffer, message: SentRow, { action, status }: DeliveryReport, at: Date): Promise<boolean> {
    const { subjectKind, subjectId, purpose, sentAt } = message;
    // The mail server's clock may be behind the clock of this server.
    const happenedAt = at < sentAt ? sentAt : at;
    const first = await this.work.sql(
      `insert into kernel.mail_bounce (return_token, action, status, happened_at, recorded_at)
       values ($1, $2, $3, $4, $5) on conflict on constraint mail_bounce_once do nothing returning id`,
      [token, action, status, happenedAt, this.clock.now()],
    );
    if (first.length === 0) return false;
    const times = { sentAt: sentAt.toISOString(), happenedAt: happenedAt.toISOString() };
    this.work.publish(new MailBounced({ subjectKind, subjectId, purpose, action, status, ...times }));
    this.work.audit({ subject: [subjectKind, subjectId], details: { purpose, action, status } });
    return true;
  }
}
