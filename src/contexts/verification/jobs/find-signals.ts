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
import { colourOf, normalisedPictures, type ComparedPicture } from '../signals/pictures.js';
import { SupportOpener, UnsealError, type OpenedSupport } from '../unseal/support-opener.js';

/** In-memory cache; about 100 KB per record. */
const MAX_CACHED_RECORDS = 300;

/**
 * Searches a verified record once for signs that it may be simulated: pictures that also appear in records of other
 * electors, captures faster than a person can make them, a card without colour, a replaced reading. It neither blocks a
 * change of state nor gives a verdict.
 */
@Injectable()
@Consumes(SupportVerified, 'verification.find-signals')
export class FindSignals implements EventConsumer<SupportVerified> {
  readonly #maskers = new Map<string, Promise<HashMasker>>();
  /** LRU cache by record: reused pictures tend to recur soon, and opening a record is the most expensive part. */
  readonly #cache = new Map<string, ReadonlyMap<ComparedPicture, Grey>>();

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
    await this.#findRepeated(support, this.#remember(supportId, await comparablePictures(opened)), raise);
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
    pictures: ReadonlyMap<ComparedPicture, Grey>,
    raise: (kind: SignalKind, otherId: string) => Promise<void>,
  ): Promise<void> {
    const masker = await this.#maskerOf(support.processId);
    const hashes = new Map(
      [...pictures].map(([compared, picture]) => [compared, masker.mask(perceptualHash(picture))]),
    );
    await storeHashes(this.work, support, hashes, this.clock.now());
    for (const [compared, hash] of hashes) {
      const { signal, maxBits, minSimilarity } = COMPARISONS[compared];
      const picture = pictures.get(compared);
      for (const similar of await findSimilarPictures(this.work, support, compared, hash, maxBits)) {
        const other = (await this.#normalisedPictures(similar))?.get(compared);
        if (picture && other && similarity(picture, other) >= minSimilarity) await raise(signal, similar.id);
      }
    }
  }

  async #normalisedPictures(similar: SimilarSupport): Promise<ReadonlyMap<ComparedPicture, Grey> | undefined> {
    const cached = this.#cache.get(similar.id);
    if (cached) return this.#remember(similar.id, cached);
    const opened = await this.#open(similar);
    return opened && this.#remember(similar.id, await comparablePictures(opened));
  }

  #remember(id: string, pictures: ReadonlyMap<ComparedPicture, Grey>): ReadonlyMap<ComparedPicture, Grey> {
    this.#cache.delete(id);
    this.#cache.set(id, pictures);
    const [oldest] = this.#cache.keys();
    if (oldest !== undefined && this.#cache.size > MAX_CACHED_RECORDS) this.#cache.delete(oldest);
    return pictures;
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

  /** One secret per process, so that hashes cannot be compared across processes. */
  #maskerOf(processId: string): Promise<HashMasker> {
    const known = this.#maskers.get(processId);
    if (known) return known;
    const masker = this.hash
      .digest(`signals.${processId}`, ['perceptual-hash/1'])
      .then((secret) => new HashMasker(secret));
    this.#maskers.set(processId, masker);
    return masker;
  }
}

/** A mark in place of a signature is not compared, because any two crosses look alike (decision 31). */
async function comparablePictures({ parts, assisted }: OpenedSupport): Promise<ReadonlyMap<ComparedPicture, Grey>> {
  const pictures = new Map(await normalisedPictures(parts));
  if (assisted && assisted.mark !== 'signature') pictures.delete('firma');
  return pictures;
}
