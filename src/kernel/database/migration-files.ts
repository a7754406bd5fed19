import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'migrations');

export interface MigrationFile {
  /** Without `.sql`. */
  readonly name: string;
  /** The whole file as one statement, unless it is concurrent. */
  readonly statements: readonly string[];
  /**
   * True if it builds indexes without blocking those who write to the table, which is not possible in a transaction.
   * It can therefore end after any of its statements, and must be able to run again.
   */
  readonly concurrent: boolean;
}

/** The files `migrations/<number>_<name>.sql`, in the order of their numbers. */
export function migrationFiles(): MigrationFile[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ name: file.replace(/\.sql$/, ''), ...parseMigration(readFileSync(join(FOLDER, file), 'utf8')) }));
}

export function parseMigration(sql: string): Omit<MigrationFile, 'name'> {
  const withoutComments = sql.replace(/^\s*--.*$/gm, '');
  if (!/\bindex\s+concurrently\b/i.test(withoutComments)) return { statements: [sql], concurrent: false };
  const statements = withoutComments.split(/;\s*$/m).map((statement) => statement.trim());
  return { statements: statements.filter((statement) => statement !== ''), concurrent: true };
}
