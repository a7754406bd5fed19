import { Injectable } from '@nestjs/common';
import { AdvisoryLock } from '../../kernel/database/advisory-locks.js';
import { Clock } from '../../kernel/clock/clock.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

/** Maximum number of e-mails of one kind within 24 hours, per address, device or auxiliary. */
export interface Cap {
  readonly kind: 'address' | 'device' | 'auxiliary';
  readonly value: string;
  readonly perDay: number;
}

/** How long a sent e-mail counts against its caps. */
export const CAP_WINDOW_MS = 24 * 60 * 60 * 1000;

@Injectable()
export class Caps {
  constructor(
    private readonly work: UnitOfWork,
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
  ) {}

  /** Counts one e-mail against its caps. @returns false, without counting, if a cap has been reached. */
  async admit(mail: string, caps: readonly Cap[]): Promise<boolean> {
    const now = this.clock.now();
    const uses = await Promise.all(
      caps.map(async (cap) => ({ kind: cap.kind, perDay: cap.perDay, key: await this.#keyOf(cap) })),
    );
    for (const { kind, key, perDay } of uses) {
      // Serialises e-mails with the same cap; concurrent ones would each find room for one more.
      await this.work.lock(AdvisoryLock.MailCap, [key.toString('hex')]);
      const [row] = await this.work.sql<{ sent: number }>(
        `select count(*)::int as sent from notifications.cap_use where mail = $1 and kind = $2 and key = $3 and at > $4`,
        [mail, kind, key, new Date(now.getTime() - CAP_WINDOW_MS)],
      );
      if ((row?.sent ?? 0) >= perDay) return false;
    }
    for (const { kind, key } of uses) {
      await this.work.sql(`insert into notifications.cap_use (mail, kind, key, at) values ($1, $2, $3, $4)`, [
        mail,
        kind,
        key,
        now,
      ]);
    }
    return true;
  }

  /** Stored keys depend on these hash names; do not change them. */
  #keyOf({ kind, value }: Cap): Promise<Buffer> {
    switch (kind) {
      case 'address':
        return this.hash.digest('verification.email', [value]);
      case 'device':
        return this.hash.digest('notifications.device', [value]);
      case 'auxiliary':
        return this.hash.digest('notifications.auxiliary', [value]);
    }
  }
}
