import pg from 'pg';
import { databaseTls } from '../config/transport-security.js';

/** Runs work on a new connection as the owner of the tables. */
export async function withOwner<Result>(
  ownerUrl: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(connectionOptions(ownerUrl));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The options of `pg` for a URL. `pg` itself interprets its TLS parameters differently from {@link databaseTls}. */
export function connectionOptions(url: string): Pick<pg.ClientConfig, 'connectionString' | 'ssl'> {
  const plain = new URL(url);
  for (const name of ['sslmode', 'sslrootcert']) plain.searchParams.delete(name);
  return { connectionString: plain.href, ssl: databaseTls(url) };
}
