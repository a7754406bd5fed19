import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { pendingConnectionRequests } from '../../kernel/database/database-unavailable.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { MAX_CONTAINER_BYTES } from './api/receive-container.js';

/** Rejected clients retry after 5 to 20 seconds, spread out so that they do not all return at once. */
const [MIN_RETRY_SECONDS, RETRY_SPREAD_SECONDS] = [5, 16];
const STORAGE_FULL_RETRY_SECONDS = 5 * 60;
const FREE_SPACE_TTL_MS = 1000;
/** An auxiliary may use this many devices at full rate; one whose phone was replaced still sends from both. */
const DEVICES_PER_AUXILIARY = 2;
/** An auxiliary may hold at most this fraction (1/16) of the bytes, but always one container of maximum size. */
const BYTE_SHARES = 16;

/** Who signed the record. */
export interface Sender {
  readonly deviceId: string;
  readonly auxiliaryId: string;
}

interface Held {
  readonly uploads: number;
  readonly bytes: number;
}

const NOTHING: Held = { uploads: 0, bytes: 0 };

/**
 * Limits the concurrent uploads and bytes of this process, and the shares of a device and of an auxiliary, by
 * configuration, free storage and available database connections (§10.2). Only an admitted upload holds capacity.
 * Rejects an upload beyond the limit before storing any of its bytes, so that accepted uploads can finish. Does not
 * limit announcements.
 */
@Injectable()
export class Capacity {
  #uploads = 0;
  #bytes = 0;
  /** By device and by auxiliary. */
  readonly #held = new Map<string, Held>();
  #freeSpace: { readonly at: number; readonly bytes: number } | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly blobs: BlobStore,
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * Refuses an upload early if there is currently no capacity for it, to avoid the work of admitting it.
   * @throws DomainError INTAKE.BUSY
   */
  requireRoom(bytes: number): void {
    const { intakeUploads, intakeBytes } = this.config;
    const isFull = this.#uploads >= intakeUploads || this.#bytes + bytes > intakeBytes;
    if (isFull || pendingConnectionRequests(this.em) >= intakeUploads) throw busy();
  }

  /**
   * @param bytes the size of the container according to its signed manifest.
   * @throws DomainError INTAKE.BUSY, INTAKE.DEVICE_BUSY, INTAKE.STORAGE_FULL, each with `retryAfterSeconds`.
   */
  async reserve<Result>(sender: Sender, bytes: number, upload: () => Promise<Result>): Promise<Result> {
    this.requireRoom(bytes);
    this.#requireShare(sender, bytes);
    this.#take(sender, 1, bytes);
    try {
      if ((await this.#freeBytes()) - this.#bytes < this.config.storageReserveBytes) {
        throw new DomainError('INTAKE.STORAGE_FULL', {
          kind: 'unavailable',
          retryAfterSeconds: STORAGE_FULL_RETRY_SECONDS,
        });
      }
      return await upload();
    } finally {
      this.#take(sender, -1, -bytes);
    }
  }

  /** A single phone or auxiliary must not fill the process. */
  #requireShare({ deviceId, auxiliaryId }: Sender, bytes: number): void {
    const { intakeUploadsPerDevice, intakeBytes } = this.config;
    const heldByDevice = this.#held.get(deviceId) ?? NOTHING;
    const heldByAuxiliary = this.#held.get(auxiliaryId) ?? NOTHING;
    if (
      heldByDevice.uploads >= intakeUploadsPerDevice ||
      heldByAuxiliary.uploads >= intakeUploadsPerDevice * DEVICES_PER_AUXILIARY ||
      heldByAuxiliary.bytes + bytes > Math.max(MAX_CONTAINER_BYTES, intakeBytes / BYTE_SHARES)
    ) {
      throw new DomainError('INTAKE.DEVICE_BUSY', { kind: 'too-many', retryAfterSeconds: MIN_RETRY_SECONDS });
    }
  }

  #take({ deviceId, auxiliaryId }: Sender, uploads: 1 | -1, bytes: number): void {
    this.#uploads += uploads;
    this.#bytes += bytes;
    for (const id of [deviceId, auxiliaryId]) {
      const before = this.#held.get(id) ?? NOTHING;
      const after = { uploads: before.uploads + uploads, bytes: before.bytes + bytes };
      if (after.uploads === 0) this.#held.delete(id);
      else this.#held.set(id, after);
    }
  }

  async #freeBytes(): Promise<number> {
    const now = this.clock.now().getTime();
    if (this.#freeSpace === undefined || Math.abs(now - this.#freeSpace.at) >= FREE_SPACE_TTL_MS) {
      this.#freeSpace = { at: now, bytes: await this.blobs.freeBytes() };
    }
    return this.#freeSpace.bytes;
  }
}

let rejected = 0;

export function busy(): DomainError {
  rejected += 1;
  const retryAfterSeconds = MIN_RETRY_SECONDS + (rejected % RETRY_SPREAD_SECONDS);
  return new DomainError('INTAKE.BUSY', { kind: 'unavailable', retryAfterSeconds });
}
