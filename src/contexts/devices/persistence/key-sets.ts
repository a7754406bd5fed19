import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export interface PublishedKeySet {
  readonly serial: number;
  readonly jws: string;
  readonly jwsV1: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** The key set in force; undefined if none was published. */
export async function currentKeySet(work: UnitOfWork): Promise<PublishedKeySet | undefined> {
  const [row] = await work.sql<PublishedKeySet & object>(
    `select serial, jws, jws_v1 as "jwsV1", expires_at as "expiresAt" from devices.key_set order by serial desc limit 1`,
  );
  return row;
}
