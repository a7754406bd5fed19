import type { INestApplicationContext } from '@nestjs/common';
import type { MikroORM } from '@mikro-orm/postgresql';
import { AppConfig } from '../config/config.js';
import { openOrm } from './database.module.js';
import { migrationFiles } from './migration-files.js';
import { withOwner } from './owner-connection.js';
import { grantPrivileges } from './privileges.js';

/**
 * Applies pending migrations and grants the application's privileges, as the owner.
 * @returns the names of the migrations that it applied.
 */
export function migrate(app: INestApplicationContext): Promise<string[]> {
  return migrateDatabase(app.get(AppConfig).ownerDatabaseUrl);
}

/** @param ownerUrl the URL of the owner of the tables. */
export async function migrateDatabase(ownerUrl: string): Promise<string[]> {
  const orm = await openOrm(ownerUrl);
  try {
    const applied = await applyMigrations(orm, ownerUrl);
    await withOwner(ownerUrl, grantPrivileges);
    return applied;
  } finally {
    await orm.close();
  }
}

/**
 * Applies the pending migrations, each in its own transaction. A concurrent one runs outside a transaction and is
 * recorded when it is complete.
 * @param to the last migration to apply; by default all of them.
 */
export async function applyMigrations({ migrator }: MikroORM, ownerUrl: string, to?: string): Promise<string[]> {
  const pending = (await migrator.getPendingMigrations()).map(({ name }) => name);
  const applied = to === undefined ? pending : pending.filter((name) => name <= to);
  const files = new Map(migrationFiles().map((file) => [file.name, file]));
  for (const name of applied) {
    const { concurrent = false, statements = [] } = files.get(name) ?? {};
    if (concurrent) {
      await withOwner(ownerUrl, async (client) => {
        for (const statement of statements) await client.query(statement);
      });
      await migrator.getStorage().logMigration({ name });
    } else {
      await migrator.up({ migrations: [name] });
    }
  }
  return applied;
}
