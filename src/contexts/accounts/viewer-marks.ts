import { Injectable } from '@nestjs/common';
import { withOnly } from '../../kernel/access/actor.js';
import { formatCentral } from '../../kernel/clock/central-time.js';
import { Clock } from '../../kernel/clock/clock.js';
import { watermark } from '../../kernel/images/watermark.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { GetOfficialNames } from './queries/get-official-names.js';

export interface MarkedImage {
  readonly contentType: 'image/jpeg' | 'image/png';
  readonly bytes: Buffer;
}

/** Marks images of persons with the account of the official who views them and the time of viewing. */
@Injectable()
export class ViewerMarks {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Marks it for the current actor. @returns undefined if the image cannot be marked; it must then not be shown. */
  async mark(image: Uint8Array): Promise<MarkedImage | undefined> {
    const viewer = await this.#viewer();
    try {
      const bytes = await watermark(image, `${viewer} ${formatCentral(this.clock.now())}`);
      return { bytes, contentType: bytes[0] === 0x89 ? 'image/png' : 'image/jpeg' };
    } catch {
      return undefined;
    }
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
