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

/** How long a cap may defer an e-mail; this limits how many can wait because of it. */
const MAX_DEFERRAL_MS = 7 * CAP_WINDOW_MS;

@Injectable()
export class Caps {
  constructor(
    private readonly work: UnitOfWork,
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one e-mail against its caps, at the earliest time at which all of them have room. Each deferred
   * e-mail has its own time, so that those of one cap do not compete again when the window ends.
   * @returns that time, or undefined, without counting, if it is more than seven days away.
   */
  async reserve(mail: string, caps: readonly Cap[]): Promise<Date | undefined> {
    const now = this.clock.now();
    const keys = await Promise.all(caps.map(async (cap) => ({ ...cap, key: await this.#keyOf(cap) })));
    let sendAt = now;
    for (const { kind, key, perDay } of keys) {
      // Serialises e-mails with the same cap; concurrent ones would each find room for one more.
      await this.work.lock(AdvisoryLock.MailCap, [key.toString('hex')]);
      const [full] = await this.work.sql<{ at: string }>(
        `select at from notifications.cap_use where mail = $1 and kind = $2 and key = $3
         order by at desc offset $4 limit 1`,
        [mail, kind, key, perDay - 1],
      );
      const free = full ? Date.parse(full.at) + CAP_WINDOW_MS : 0;
      if (free > sendAt.getTime()) sendAt = new Date(free);
    }
    if (sendAt.getTime() - now.getTime() > MAX_DEFERRAL_MS) return undefined;
    for (const { kind, key } of keys) {
      await this.work.sql(`insert into notifications.cap_use (mail, kind, key, at) values ($1, $2, $3, $4)`, [
        mail,
        kind,
        key,
        sendAt,
      ]);
    }
    return sendAt;
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
