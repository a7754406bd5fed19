import pg from 'pg';
import { databaseTls } from '../config/transport-security.js';

/** Runs work on a new connection as the owner of the tables. */
export async function withOwner<Result>(
  ownerUrl: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: withoutTlsParameters(ownerUrl), ssl: databaseTls(ownerUrl) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** `pg` interprets these parameters differently from {@link databaseTls}. */
function withoutTlsParameters(url: string): string {
  const plain = new URL(url);
  for (const name of ['sslmode', 'sslrootcert']) plain.searchParams.delete(name);
  return plain.href;
}
