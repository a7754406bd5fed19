import { Injectable } from '@nestjs/common';
import { KeyBackups } from '../../../kernel/backup/key-backup.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { KeyStore, type StoredKey } from '../../../kernel/crypto/key-store.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { keyPairName } from '../../../kernel/crypto/signing.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { TransactionRunner } from '../../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { contains } from '../domain/key-set.js';
import { publicKeyOf } from '../key-set-contents.js';
import { keySetInForce } from '../persistence/key-sets.js';
import { Roots } from '../roots.js';

const IN_KEY_SET: ReadonlySet<string> = new Set(['intake', 'receipt', 'lease'].map(keyPairName));

/**
 * Puts prepared keys into use once devices can receive them: after the key set that contains them was committed, even
 * if the key files have since been restored from a backup.
 */
@Injectable()
export class ActivateKeys {
  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
    private readonly backups: KeyBackups,
    private readonly transactions: TransactionRunner,
    private readonly work: UnitOfWork,
    private readonly roots: Roots,
  ) {}

  /** @returns the kids of the keys that it put into use. */
  @Recurring({ name: 'activate published keys', everyMs: 10_000, singleton: true })
  async run(): Promise<string[]> {
    const waiting = (await this.keys.list()).filter(({ name, active }) => !active && IN_KEY_SET.has(name));
    if (waiting.length === 0) return [];
    const kids = (await this.#usable(waiting)).map(({ kid }) => kid);
    await this.keys.activate(kids);
    return kids;
  }

  async #usable(waiting: readonly StoredKey[]): Promise<StoredKey[]> {
    const { offline } = this.roots;
    if (offline) {
      const published = await this.transactions.runAsSystem(
        { name: 'devices.activate-keys', correlationId: randomId() },
        () => keySetInForce(this.work, offline),
      );
      return waiting.filter((key) => published && contains(published.contents, publicKeyOf(key)));
    }
    // This installation signs its key sets itself, so a key waits only until its backup is proven (decision 4).
    const unproven = this.config.mode === 'production' ? await this.backups.unproven() : [];
    return waiting.filter(({ kid }) => !unproven.includes(kid));
  }
}
