import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { causeOf } from './delivery-status.js';

/** A sent message with its delivery status. */
export interface SentMail {
  readonly purpose: string;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
  /** `sent`: no bounce was received. Successful delivery cannot be confirmed. */
  readonly state: 'sent' | 'delayed' | 'failed';
  /** Class 5 of RFC 3463: resending to the same address is pointless. */
  readonly permanent: boolean;
  /** In Spanish; empty if it did not bounce. */
  readonly cause: string;
  readonly bouncedAt: string | null;
}

interface Row {
  readonly purpose: string;
  readonly sentAt: string;
  readonly action: 'failed' | 'delayed' | null;
  readonly status: string | null;
  readonly bouncedAt: string | null;
}

/** The messages sent about a person, newest first, for queries of the contexts (decision 42). */
@Injectable()
export class MailHistory {
  constructor(private readonly work: UnitOfWork) {}

  async sentAbout(subjectKind: string, subjectId: string, purpose?: string): Promise<SentMail[]> {
    const rows = await this.work.sql<Row>(
      `select s.purpose, s.sent_at as "sentAt", b.action, b.status,
         b.happened_at as "bouncedAt"
       from kernel.mail_sent s
       left join lateral (select action, status, happened_at from kernel.mail_bounce b
         where b.return_token = s.return_token order by action = 'failed' desc, b.id desc limit 1) b on true
       where s.subject_kind = $1 and s.subject_id = $2 and ($3::text is null or s.purpose = $3)
       order by s.sent_at desc, s.message_id limit 50`,
      [subjectKind, subjectId, purpose ?? null],
    );
    return rows.map(({ purpose: named, sentAt, action, status, bouncedAt }) => ({
      purpose: named,
      sentAt,
      state: action ?? 'sent',
      permanent: action === 'failed' && status?.startsWith('5') === true,
      cause: status === null ? '' : causeOf(status),
      bouncedAt,
    }));
  }
}
