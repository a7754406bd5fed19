import type { INestApplicationContext } from '@nestjs/common';
import { AppConfig } from '../config/config.js';
import { openOrm } from './database.module.js';
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
    const applied = await orm.migrator.up();
    await withOwner(ownerUrl, grantPrivileges);
    return applied.map((migration) => migration.name);
  } finally {
    await orm.close();
  }
}
