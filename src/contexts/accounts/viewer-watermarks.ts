import { Injectable } from '@nestjs/common';
import { withOnly } from '../../kernel/access/actor.js';
import { formatCentral } from '../../kernel/clock/central-time.js';
import { Clock } from '../../kernel/clock/clock.js';
import type { DomainError } from '../../kernel/errors/domain-error.js';
import { ImageQueue } from '../../kernel/images/image-queue.js';
import { watermark } from '../../kernel/images/watermark.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { GetOfficialNames } from './queries/get-official-names.js';

export interface WatermarkedImage {
  readonly contentType: 'image/jpeg' | 'image/png';
  readonly bytes: Buffer;
}

/** An image that was opened for one viewer. Its bytes are available only with the watermark. */
export class ViewedImage {
  readonly #image: Uint8Array;
  readonly #mark: string;
  readonly #unavailable: DomainError;

  constructor(image: Uint8Array, mark: string, unavailable: DomainError) {
    this.#image = image;
    this.#mark = mark;
    this.#unavailable = unavailable;
  }

  /** @throws DomainError `unavailable` if the image cannot be watermarked, e.g. because the bytes are not an image. */
  async watermarked(): Promise<WatermarkedImage> {
    try {
      const bytes = await watermark(this.#image, this.#mark);
      return { bytes, contentType: bytes[0] === 0x89 ? 'image/png' : 'image/jpeg' };
    } catch {
      throw this.#unavailable;
    }
  }
}

/** Watermarks images of people with the account of the official who views them and the time of viewing. */
@Injectable()
export class ViewerWatermarks {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  /**
   * Watermarks an image for the current actor.
   * @param unavailable the error to throw if the image cannot be watermarked.
   */
  async view(image: Uint8Array, unavailable: DomainError): Promise<ViewedImage> {
    return new ViewedImage(image, `${await this.#viewer()} ${formatCentral(this.clock.now())}`, unavailable);
  }

  /** The name of the account, or the id of an actor without one. */
  async #viewer(): Promise<string> {
    const { actor } = this.work;
    if (actor.kind !== 'official') return actor.id;
    const ids = [actor.id];
    const [official] = await this.dispatcher.ask(withOnly(actor, 'accounts.read'), new GetOfficialNames({ ids }));
    return official?.account ?? actor.id;
  }
}

/**
 * Shared by all requests of this process. Drawing a watermark occupies a libuv thread for a tenth of a second and up to
 * 8 MB for the pixels; the desk of one reviewer loads three records of up to five images at a time.
 */
const queue = new ImageQueue({ concurrent: 2, waiting: 100, perAccount: 20 });

/**
 * Opens an image for an account and watermarks it when its turn comes. The watermark is drawn after the transaction in
 * which the image was opened, so that viewers hold at most two database connections and do not delay the sealing of the
 * audit trail.
 * @throws DomainError KERNEL.TOO_MANY_IMAGES, KERNEL.IMAGES_BUSY, and those of opening it.
 */
export function showWatermarked(accountId: string, open: () => Promise<ViewedImage>): Promise<WatermarkedImage> {
  return queue.run(accountId, async () => (await open()).watermarked());
}
