import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { isReadingReplaced, MIN_COLOUR, type SignalKind } from '../domain/signal.js';
import { SupportVerified } from '../events/support-verified.js';
import {
  findImplausiblyFastCaptures,
  hasHashes,
  storeHashes,
  findSimilarPictures,
  raiseSignal,
  type SimilarSupport,
} from '../persistence/signal-records.js';
import { findSupport, type SupportRecord } from '../persistence/support-records.js';
import { COMPARISONS } from '../signals/compare.js';
import { HashMasker } from '../signals/masked-hash.js';
import { similarity } from '../signals/similarity.js';
import { perceptualHash, type Grey } from '../signals/perceptual-hash.js';
import { colourOf, normalisedPictures, type Compared } from '../signals/pictures.js';
import { SupportOpener, UnsealError, type OpenedSupport } from '../unseal/support-opener.js';

/** In memory alone; some 100 KB each. */
const MOST_REMEMBERED = 300;

/**
 * Looks for hints of simulation in a record that was verified, once: pictures that stand in records of other electors,
 * captures faster than a person, a card without colour, a reading replaced. It holds up no state and gives no verdict.
 */
@Injectable()
@Consumes(SupportVerified, 'verification.find-signals')
export class FindSignals implements EventConsumer<SupportVerified> {
  readonly #maskers = new Map<string, Promise<HashMasker>>();
  /** By record, the longest unused first: a picture that is used again is used again soon, and opening a record costs most. */
  readonly #recent = new Map<string, ReadonlyMap<Compared, Grey>>();

  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly opener: SupportOpener,
    private readonly hash: KeyedHash,
  ) {}

  async handle({ supportId }: SupportVerified['payload']): Promise<void> {
    if (await hasHashes(this.work, supportId)) return;
    const support = await findSupport(this.work, supportId);
    const opened = await this.#open(support);
    if (!opened) return;
    const raised: SignalKind[] = [];
    const raise = async (kind: SignalKind, otherId: string | null = null): Promise<void> => {
      raised.push(kind);
      await raiseSignal(this.work, supportId, kind, this.clock.now(), otherId);
      if (otherId !== null) await raiseSignal(this.work, otherId, kind, this.clock.now(), supportId);
    };
    await this.#findRepeated(support, this.#remembered(supportId, await comparedOf(opened)), raise);
    for (const { id } of await findImplausiblyFastCaptures(this.work, supportId)) await raise('ritmo-de-captura', id);
    const colour = await colourOf(opened.parts.get('anverso'));
    if (colour !== undefined && colour < MIN_COLOUR) await raise('sin-color');
    if (isReadingReplaced(opened.read, opened.typed)) await raise('lectura-corregida');
    if (raised.length > 0) {
      this.work.audit({
        subject: ['support', supportId],
        stream: support.processId,
        details: { signals: [...new Set(raised)].join(', ') },
      });
    }
  }

  async #findRepeated(
    support: SupportRecord,
    squares: ReadonlyMap<Compared, Grey>,
    raise: (kind: SignalKind, otherId: string) => Promise<void>,
  ): Promise<void> {
    const masker = await this.#maskerOf(support.processId);
    const hashes = new Map([...squares].map(([compared, square]) => [compared, masker.mask(perceptualHash(square))]));
    await storeHashes(this.work, support, hashes, this.clock.now());
    for (const [compared, hash] of hashes) {
      const { signal, maxBits, minSimilarity } = COMPARISONS[compared];
      const square = squares.get(compared);
      for (const near of await findSimilarPictures(this.work, support, compared, hash, maxBits)) {
        const other = (await this.#normalisedPictures(near))?.get(compared);
        if (square && other && similarity(square, other) >= minSimilarity) await raise(signal, near.id);
      }
    }
  }

  async #normalisedPictures(near: SimilarSupport): Promise<ReadonlyMap<Compared, Grey> | undefined> {
    const known = this.#recent.get(near.id);
    if (known) return this.#remembered(near.id, known);
    const opened = await this.#open(near);
    return opened && this.#remembered(near.id, await comparedOf(opened));
  }

  #remembered(id: string, squares: ReadonlyMap<Compared, Grey>): ReadonlyMap<Compared, Grey> {
    this.#recent.delete(id);
    this.#recent.set(id, squares);
    const [oldest] = this.#recent.keys();
    if (oldest !== undefined && this.#recent.size > MOST_REMEMBERED) this.#recent.delete(oldest);
    return squares;
  }

  async #open({
    blobKey,
    integrityCode,
  }: Pick<SimilarSupport, 'blobKey' | 'integrityCode'>): Promise<OpenedSupport | undefined> {
    try {
      return await this.opener.open(blobKey, integrityCode);
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }

  /** One secret per process: hashes of two cannot be compared. */
  #maskerOf(processId: string): Promise<HashMasker> {
    const known = this.#maskers.get(processId);
    if (known) return known;
    const made = this.hash
      .digest(`signals.${processId}`, ['perceptual-hash/1'])
      .then((secret) => new HashMasker(secret));
    this.#maskers.set(processId, made);
    return made;
  }
}

/** A mark that stands for a signature is compared with none: two crosses are alike (decision 31). */
async function comparedOf({ parts, assisted }: OpenedSupport): Promise<ReadonlyMap<Compared, Grey>> {
  const squares = new Map(await normalisedPictures(parts));
  if (assisted && assisted.mark !== 'signature') squares.delete('firma');
  return squares;
}
