// A separate PostgreSQL with the tables of verification and the roll, for benchmarks that need nothing else.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';

const MIGRATIONS = [
  '202611240060_verification',
  '202611240161_closing_cut',
  '202611250340_roll_by_entidad',
  '202611250380_support_room',
];

/** @returns a connection, a folder for files, and a function to close both. */
export async function verificationDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  for (const name of MIGRATIONS) {
    await client.query(readFileSync(join(import.meta.dirname, `../../migrations/${name}.sql`), 'utf8'));
  }
  const stop = async () => {
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { client, folder, stop };
}

/** The part of a unit of work that the persistence code of verification uses, on a given connection. */
export function workOn(client) {
  return {
    sql: async (text, params = []) => (await client.query(text, [...params])).rows,
    count: () => undefined,
    asRole: (_, work) => work(),
  };
}

/** Duration of `work` in seconds. */
export async function timed(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
