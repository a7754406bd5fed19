import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { pendingConnectionRequests } from '../../kernel/database/database-unavailable.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';

/** Rejected clients retry after 5 to 20 seconds, spread out so that they do not return together. */
const [MIN_RETRY_SECONDS, RETRY_SPREAD_SECONDS] = [5, 16];
const STORAGE_FULL_RETRY_SECONDS = 5 * 60;
const FREE_SPACE_TTL_MS = 1000;

/**
 * Limits the concurrent uploads and bytes of this process, and the uploads per device, by configuration, free storage
 * and available database connections (§10.2). Only an admitted upload holds capacity. Rejects an upload beyond the
 * limit before storing a byte of it, so that accepted uploads can finish. Does not limit announcements.
 */
@Injectable()
export class Capacity {
  #uploads = 0;
  #bytes = 0;
  readonly #devices = new Map<string, number>();
  #freeSpace: { readonly at: number; readonly bytes: number } | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly blobs: BlobStore,
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Avoids the work of admitting an upload for which there is currently no room. @throws DomainError INTAKE.BUSY */
  requireRoom(bytes: number): void {
    const { intakeUploads, intakeBytes } = this.config;
    const isFull = this.#uploads >= intakeUploads || this.#bytes + bytes > intakeBytes;
    if (isFull || pendingConnectionRequests(this.em) >= intakeUploads) throw busy();
  }

  /**
   * @param deviceId that signed the record.
   * @throws DomainError INTAKE.BUSY, INTAKE.DEVICE_BUSY, INTAKE.STORAGE_FULL, each with `retryAfterSeconds`.
   */
  async reserve<Result>(deviceId: string, bytes: number, upload: () => Promise<Result>): Promise<Result> {
    this.requireRoom(bytes);
    const ofDevice = this.#devices.get(deviceId) ?? 0;
    if (ofDevice >= this.config.intakeUploadsPerDevice) {
      throw new DomainError('INTAKE.DEVICE_BUSY', { kind: 'too-many', retryAfterSeconds: MIN_RETRY_SECONDS });
    }
    this.#take(deviceId, 1, bytes);
    try {
      if ((await this.#freeBytes()) - this.#bytes < this.config.storageReserveBytes) {
        throw new DomainError('INTAKE.STORAGE_FULL', {
          kind: 'unavailable',
          retryAfterSeconds: STORAGE_FULL_RETRY_SECONDS,
        });
      }
      return await upload();
    } finally {
      this.#take(deviceId, -1, -bytes);
    }
  }

  #take(deviceId: string, uploads: 1 | -1, bytes: number): void {
    this.#uploads += uploads;
    this.#bytes += bytes;
    const ofDevice = (this.#devices.get(deviceId) ?? 0) + uploads;
    if (ofDevice === 0) this.#devices.delete(deviceId);
    else this.#devices.set(deviceId, ofDevice);
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
