import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { jwkThumbprint } from '../../kernel/crypto/jwk-thumbprint.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { isNotMigrated, KnownKeys } from '../../kernel/crypto/known-keys.js';
import { randomId } from '../../kernel/crypto/random.js';
import { StatusSource, type StatusFigure } from '../../kernel/health/status-source.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { codeOf } from '../../kernel/outages/outage.js';
import { keysOf } from './domain/key-set.js';
import { keySetInForce } from './persistence/key-sets.js';
import { Roots } from './roots.js';

interface PublishedKey {
  readonly kid: string;
  readonly thumbprint: string;
}

/** Checks that the key folders contain the keys of the key set in force, which devices encrypt to and verify with. */
@Injectable()
export class PublishedKeys extends StatusSource implements OnModuleInit {
  readonly #logger = new Logger('Keys');

  constructor(
    private readonly keys: KeyStore,
    private readonly known: KnownKeys,
    private readonly transactions: TransactionRunner,
    private readonly work: UnitOfWork,
    private readonly roots: Roots,
  ) {
    super();
  }

  /**
   * Records the published keys before the key folders are read, so that a key that devices use is not created again.
   */
  async onModuleInit(): Promise<void> {
    try {
      await this.known.record(await this.#inForce());
      const missing = await this.#notHeld();
      if (missing.length > 0) this.#logger.error({ msg: 'published keys are missing', kids: missing.join(' ') });
    } catch (error) {
      if (isNotMigrated(error)) return;
      this.#logger.error({ msg: 'could not compare the published keys', cause: codeOf(error) });
    }
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    return [
      {
        name: 'keys.published-missing',
        label: 'Llaves publicadas que esta instalación no tiene',
        value: (await this.#notHeld()).length,
        unit: '',
        limit: 0,
        remedy: 'Compruebe que la carpeta de llaves sea la de siempre; si se perdió, restáurela con «keys restore».',
      },
    ];
  }

  async #notHeld(): Promise<string[]> {
    const published = await this.#inForce();
    if (published.length === 0) return [];
    const held = new Map((await this.keys.list()).map(({ kid, thumbprint }) => [kid, thumbprint]));
    return published.filter(({ kid, thumbprint }) => held.get(kid) !== thumbprint).map(({ kid }) => kid);
  }

  /** Empty if none was published. */
  async #inForce(): Promise<PublishedKey[]> {
    const { offline } = this.roots;
    if (!offline) return [];
    const published = await this.transactions.runAsSystem(
      { name: 'devices.published-keys', correlationId: randomId() },
      () => keySetInForce(this.work, offline),
    );
    const keys = published ? keysOf(published.contents) : [];
    return keys.map((key) => ({ kid: key.kid, thumbprint: jwkThumbprint(key) }));
  }
}
