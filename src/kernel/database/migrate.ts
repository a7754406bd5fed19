import type { INestApplicationContext } from '@nestjs/common';
import { MikroORM } from '@mikro-orm/postgresql';

/** Applies pending migrations. @returns their names. */
export async function migrate(app: INestApplicationContext): Promise<string[]> {
  const applied = await app.get(MikroORM).migrator.up();
  return applied.map((migration) => migration.name);
}
