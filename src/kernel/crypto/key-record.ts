import { basename } from 'node:path';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Recurring } from '../jobs/recurring.js';
import { AppConfig } from '../config/config.js';
import { codeOf } from '../outages/outage.js';
import { isForJobsOnly } from './key-file.js';
import { isOpen, KeyStore } from './key-store.js';
import { isNotMigrated, KnownKeys } from './known-keys.js';

/** Compares the key folders with the keys that the database knows. */
@Injectable()
export class KeyRecord implements OnApplicationBootstrap {
  readonly #logger = new Logger('Keys');

  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
    private readonly known: KnownKeys,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.recordNew();
      const missing = await this.missing();
      if (missing.length > 0) this.#logger.error({ msg: 'keys are missing', kids: missing.join(' ') });
      const foreign = this.keys.foreign();
      for (const { file, kid, reason } of foreign) {
        this.#logger.error({ msg: 'a key file is not used', file: basename(file), kid, reason });
      }
    } catch (error) {
      if (isNotMigrated(error)) return;
      // The process starts and waits for its keys as in any other outage.
      this.#logger.error({ msg: 'could not compare the keys', cause: codeOf(error) });
    }
  }

  /** Records only the keys that this process can open and may hold: someone else may have put any other there. */
  @Recurring({ name: 'record keys', everyMs: 60_000 })
  async recordNew(): Promise<void> {
    const held = (await this.keys.list()).filter(isOpen);
    await this.known.record(held.filter(({ name }) => this.config.runsJobs || !isForJobsOnly(name)));
  }

  /** The kids of keys that the installation knows and that the folders lack. */
  async missing(): Promise<string[]> {
    const present = new Set((await this.keys.list()).map(({ kid }) => kid));
    return [...(await this.known.refresh()).keys()].filter((kid) => !present.has(kid)).sort();
  }
}
