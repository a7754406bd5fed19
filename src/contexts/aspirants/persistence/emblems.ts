import type { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { RenderedEmblem } from '../emblem/render-emblem.js';

/**
 * Replaces the rendered emblem.
 * @returns the SHA-256 of the large image, in hexadecimal.
 */
export async function saveEmblem(
  work: UnitOfWork,
  clock: Clock,
  aspirantId: string,
  { large, small }: RenderedEmblem,
): Promise<string> {
  const digest = sha256(large).toString('hex');
  await work.sql(
    `insert into aspirants.emblem (aspirant_id, digest, large, small, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (aspirant_id) do update set digest = excluded.digest, large = excluded.large, small = excluded.small,
       set_by = excluded.set_by, set_at = excluded.set_at`,
    [aspirantId, digest, large, small, work.actor.id, clock.now()],
  );
  return digest;
}
