import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EntityManager, MetadataStorage, MikroORM, type Options } from '@mikro-orm/postgresql';
import { Migration, Migrator } from '@mikro-orm/migrations';
import { AppConfig } from '../config/config.js';
import { databaseTls } from '../config/transport-security.js';
import { readInstantsAsText } from './instant-text.js';
import { migrationFiles } from './migration-files.js';

const here = dirname(fileURLToPath(import.meta.url));

const CONNECTION_SETTINGS = '-c TimeZone=UTC -c DateStyle=ISO -c kernel.row_digests=';

type EntityList = NonNullable<Options['entities']>;

/** Finds entities by convention: the entity classes exported by `contexts/<context>/domain/<name>.entity.{ts,js}`. */
async function entities(): Promise<EntityList> {
  const contexts = join(here, '..', '..', 'contexts');
  const found: EntityList = [];
  if (!existsSync(contexts)) return found;
  for (const context of readdirSync(contexts)) {
    const folder = join(contexts, context, 'domain');
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((name) => /\.entity\.(ts|js)$/.test(name))) {
      const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
      for (const exported of Object.values(module)) {
        if (typeof exported === 'function' && Object.hasOwn(exported, MetadataStorage.PATH_SYMBOL)) {
          found.push(exported as EntityList[number]);
        }
      }
    }
  }
  return found;
}

/** `applyMigrations` runs them. */
function migrations(): { name: string; class: new (driver: never, config: never) => Migration }[] {
  return migrationFiles().map(({ name, statements, concurrent }) => ({
    name,
    class: class extends Migration {
      override up(): void {
        if (concurrent) throw new Error(`${name} cannot run in a transaction`);
        for (const statement of statements) this.addSql(statement);
      }
    },
  }));
}

/** @param url a PostgreSQL URL. Connects lazily; the caller must close it. */
export async function openOrm(url: string): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl: url,
    entities: await entities(),
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations() as never,
      tableName: 'migration',
      snapshot: false,
      silent: true,
      transactional: true,
    },
    pool: { min: 0, max: 16, afterCreate: readInstantsAsText },
    // MikroORM takes only host, port, user and database from the URL. The settings also override defaults of the
    // database: a default for kernel.row_digests would add to the digests that a transaction collects.
    driverOptions: { connection: { options: CONNECTION_SETTINGS, ssl: databaseTls(url) } },
    forceUtcTimezone: true,
    ignoreUndefinedInQuery: false,
    debug: false,
  });
}

class OrmShutdown implements OnApplicationShutdown {
  constructor(private readonly orm: MikroORM) {}

  async onApplicationShutdown(): Promise<void> {
    await this.orm.close(true);
  }
}

@Global()
@Module({
  providers: [
    { provide: MikroORM, inject: [AppConfig], useFactory: (config: AppConfig) => openOrm(config.databaseUrl) },
    { provide: EntityManager, inject: [MikroORM], useFactory: (orm: MikroORM) => orm.em },
    { provide: OrmShutdown, inject: [MikroORM], useFactory: (orm: MikroORM) => new OrmShutdown(orm) },
  ],
  exports: [MikroORM, EntityManager],
})
export class DatabaseModule {}
