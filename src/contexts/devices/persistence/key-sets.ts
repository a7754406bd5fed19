import { verifyJws, type PublicJwk } from '../../../kernel/crypto/signing.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { expiringKeySetSchema, keySetSchema, type ExpiringKeySet } from '#electoral/wire';
import { toVersion1, type SignedKeySet } from '../domain/key-set.js';

export interface PublishedKeySet extends SignedKeySet {
  readonly contents: ExpiringKeySet;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
}

interface Row extends SignedKeySet {
  readonly id: string;
  readonly rootKid: string;
  readonly serial: string;
  readonly publishedAt: string;
}

const SELECT = `select id, root_kid as "rootKid", serial, jws as "keySet", jws_v1 as "keySetV1", published_at as "publishedAt"
  from devices.key_set`;

/**
 * The key set of this root that is in force; undefined if none was published. Rows are not trusted: one that the root
 * did not sign, or whose serial number differs from the signed one, is skipped. Each version of a row is read and
 * verified once by a process: anyone may request the key set, and an intruder may add rows.
 */
export async function keySetInForce(work: UnitOfWork, root: PublicJwk): Promise<PublishedKeySet | undefined> {
  const rows = await work.sql<{ id: string; version: string }>(
    'select id, xmin::text as version from devices.key_set where root_kid = $1 order by serial desc',
    [root.kid],
  );
  for (const { id, version } of rows) {
    const name = [root.x, root.y, id, version].join(' ');
    const known = examined.get(name);
    const published = known ? known.published : await verifiedById(work, root, id);
    if (examined.size >= MAX_EXAMINED) examined.clear();
    examined.set(name, { published });
    if (published) return published;
  }
  return undefined;
}

const examined = new Map<string, { readonly published: PublishedKeySet | undefined }>();
const MAX_EXAMINED = 10_000;

async function verifiedById(work: UnitOfWork, root: PublicJwk, id: string): Promise<PublishedKeySet | undefined> {
  const [row] = await work.sql<Row>(`${SELECT} where id = $1`, [id]);
  return row && verifiedRow(root, row);
}

/** Every key set that one of these roots signed, oldest first, and how many rows none of them signed. */
export async function allKeySets(
  work: UnitOfWork,
  roots: readonly PublicJwk[],
): Promise<{ readonly published: PublishedKeySet[]; readonly unverified: number }> {
  const rows = await work.sql<Row>(`${SELECT} order by serial`);
  const verified = await Promise.all(
    rows.map(async (row) => {
      const root = roots.find(({ kid }) => kid === row.rootKid);
      return root && verifiedRow(root, row);
    }),
  );
  const published = verified.filter((set) => set !== undefined);
  return { published, unverified: rows.length - published.length };
}

async function verifiedRow(root: PublicJwk, row: Row): Promise<PublishedKeySet | undefined> {
  const { keySet, keySetV1, serial, publishedAt } = row;
  const contents = await verifySigned(root, { keySet, keySetV1 });
  return contents?.serial === Number(serial) ? { keySet, keySetV1, contents, publishedAt } : undefined;
}

/** A set is verified once, not for each request. */
const verifiedSets = new Map<string, Promise<ExpiringKeySet | undefined>>();
const MAX_VERIFIED = 100;

/** @returns the payload; undefined unless the root signed both versions of the same keys. */
export function verifySigned(root: PublicJwk, { keySet, keySetV1 }: SignedKeySet): Promise<ExpiringKeySet | undefined> {
  const name = [root.x, root.y, keySet, keySetV1].join(' ');
  let known = verifiedSets.get(name);
  if (!known) {
    known = verifyBoth(root, keySet, keySetV1).catch(() => undefined);
    if (verifiedSets.size >= MAX_VERIFIED) verifiedSets.clear();
    verifiedSets.set(name, known);
  }
  return known;
}

async function verifyBoth(root: PublicJwk, jws: string, jwsV1: string): Promise<ExpiringKeySet | undefined> {
  const contents = expiringKeySetSchema.parse(await verifyJws(root, jws));
  const older = keySetSchema.parse(await verifyJws(root, jwsV1));
  return JSON.stringify(toVersion1(contents)) === JSON.stringify(older) ? contents : undefined;
}
