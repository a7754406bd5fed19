import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { codeOf } from '../outages/outage.js';
import type { KeyRegister } from './key-store.js';
import { isReplaceable, type StoredKey } from './stored-key.js';

type Identity = Pick<StoredKey, 'kid' | 'thumbprint'>;

/** SQLSTATE: undefined table, insufficient privilege, undefined schema. */
const NOT_MIGRATED: ReadonlySet<string> = new Set(['42P01', '42501', '3F000']);

/** Whether the cause is that the tables or their privileges do not exist yet, e.g. while `migrate` starts. */
export function isNotMigrated(error: unknown): boolean {
  return NOT_MIGRATED.has(codeOf(error));
}

/**
 * The kid and thumbprint of each key that this installation has had, kept in the database. If a key folder is lost or
 * a different one is mounted, the keys are reported as missing instead of being created again.
 */
@Injectable()
export class KnownKeys implements KeyRegister, OnApplicationBootstrap {
  readonly #logger = new Logger('Keys');
  #read: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh().catch((error: unknown) => {
      if (isNotMigrated(error)) return;
      this.#logger.error({ msg: 'could not read the key register', cause: codeOf(error) });
    });
  }

  /** As last read, so that a transaction that needs a key needs no second connection. */
  thumbprints(): Promise<ReadonlyMap<string, string>> {
    return this.#read ?? this.refresh();
  }

  async refresh(): Promise<ReadonlyMap<string, string>> {
    const rows = this.em
      .fork()
      .execute<{ kid: string; thumbprint: string }[]>('select kid, thumbprint from kernel.known_key')
      .then((found) => new Map(found.map(({ kid, thumbprint }) => [kid, thumbprint] as const)));
    try {
      const read = await rows;
      this.#read = rows;
      return read;
    } catch (error) {
      if (isNotMigrated(error)) return new Map();
      throw error;
    }
  }

  /** Adds keys. The thumbprint recorded for a kid never changes. */
  async record(keys: readonly Identity[]): Promise<void> {
    const known = await this.refresh();
    const added = keys.filter((key) => !known.has(key.kid) && !isReplaceable(key));
    if (added.length === 0) return;
    await this.em.fork().execute(
      `insert into kernel.known_key (kid, thumbprint, recorded_at)
         select kid, thumbprint, ? from json_to_recordset(?) as key (kid text, thumbprint text)
         on conflict (kid) do nothing`,
      [this.clock.now(), JSON.stringify(added.map(({ kid, thumbprint }) => ({ kid, thumbprint })))],
    );
    await this.refresh();
  }
}
