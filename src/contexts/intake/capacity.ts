import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { pendingConnectionRequests } from '../../kernel/database/database-unavailable.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';

/** Who is turned away is told to come back after 5 to 20 seconds, by turns: not all in the same one. */
const [SOONEST_SECONDS, SPREAD] = [5, 16];
const FULL_SECONDS = 5 * 60;
const LOOK_AT_DISK_MS = 1000;

/**
 * What this process takes at the same time (§10.2): so many uploads, so many bytes, as long as the store has room and the
 * database has connections to give. What is beyond that is turned away before a byte of it is kept, so that what was let
 * in comes to its end. Announcing is not limited by it.
 */
@Injectable()
export class Capacity {
  #uploads = 0;
  #bytes = 0;
  #turnedAway = 0;
  #room: { readonly at: number; readonly bytes: number } | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly blobs: BlobStore,
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError INTAKE.BUSY, INTAKE.STORAGE_FULL, each with when to come back. */
  async hold<Result>(bytes: number, upload: () => Promise<Result>): Promise<Result> {
    const { intakeUploads, intakeBytes } = this.config;
    const beyond = this.#uploads >= intakeUploads || this.#bytes + bytes > intakeBytes;
    if (beyond || pendingConnectionRequests(this.em) >= intakeUploads) throw this.#busy();
    this.#uploads += 1;
    this.#bytes += bytes;
    try {
      if ((await this.#roomLeft()) - this.#bytes < this.config.storageReserveBytes) {
        throw new DomainError('INTAKE.STORAGE_FULL', { kind: 'unavailable', retryAfterSeconds: FULL_SECONDS });
      }
      return await upload();
    } finally {
      this.#uploads -= 1;
      this.#bytes -= bytes;
    }
  }

  #busy(): DomainError {
    this.#turnedAway += 1;
    const retryAfterSeconds = SOONEST_SECONDS + (this.#turnedAway % SPREAD);
    return new DomainError('INTAKE.BUSY', { kind: 'unavailable', retryAfterSeconds });
  }

  async #roomLeft(): Promise<number> {
    const now = this.clock.now().getTime();
    if (this.#room === undefined || Math.abs(now - this.#room.at) >= LOOK_AT_DISK_MS) {
      this.#room = { at: now, bytes: await this.blobs.freeBytes() };
    }
    return this.#room.bytes;
  }
}
