import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomToken } from '../../../kernel/crypto/random.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export interface AccessLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/** Issues a one-time link to set a password and revokes earlier links. */
export async function issueLink(
  work: UnitOfWork,
  { officialId, hours, now, publicUrl }: { officialId: string; hours: number; now: Date; publicUrl: string },
): Promise<AccessLink> {
  const token = randomToken();
  const expiresAt = new Date(now.getTime() + hours * 3_600_000);
  await revokeLinks(work, officialId, now);
  await work.sql(
    `insert into accounts.access_link (token_digest, official_id, issued_at, expires_at) values ($1, $2, $3, $4)`,
    [sha256(token), officialId, now, expiresAt],
  );
  return { url: `${publicUrl}/admin/contrasena/${token}`, expiresAt };
}

/**
 * The account of a link that is still valid. Takes no lock: before using the link, the caller must lock the official,
 * as every change to an account's links does, and call this again.
 */
export async function findOfficialByLink(work: UnitOfWork, token: string, now: Date): Promise<string | undefined> {
  const [row] = await work.sql<{ official_id: string }>(
    `select l.official_id from accounts.access_link l join accounts.official o on o.id = l.official_id
     where l.token_digest = $1 and l.used_at is null and l.expires_at > $2
       and o.status in ('pending', 'active') and o.grant_ends_at > $2`,
    [sha256(token), now],
  );
  return row?.official_id;
}

export async function revokeLinks(work: UnitOfWork, officialId: string, now: Date): Promise<void> {
  await work.sql(`update accounts.access_link set used_at = $2 where official_id = $1 and used_at is null`, [
    officialId,
    now,
  ]);
}
