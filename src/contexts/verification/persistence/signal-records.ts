import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { MIN_CAPTURE_SECONDS, type SignalKind } from '../domain/signal.js';
import { piecesOf, probesOf } from '../signals/masked-hash.js';
import { COMPARED_PICTURES, type ComparedPicture } from '../signals/pictures.js';
import type { SupportRecord } from './support-records.js';

/** Maximum number of candidates to compare with a new record; limits the time per record. */
const MAX_CANDIDATES = 5;

export interface SimilarSupport {
  readonly id: string;
  readonly blobKey: string;
  readonly integrityCode: string;
}

export async function hasHashes(work: UnitOfWork, supportId: string): Promise<boolean> {
  const rows = await work.sql(`select 1 from verification.signal_search where support_id = $1`, [supportId]);
  return rows.length > 0;
}

/** @param hashes masked perceptual hashes. */
export async function storeHashes(
  work: UnitOfWork,
  { id, processId }: SupportRecord,
  hashes: ReadonlyMap<ComparedPicture, Buffer>,
  at: Date,
): Promise<void> {
  await work.sql(`insert into verification.signal_search (support_id, at) values ($1, $2)`, [id, at]);
  for (const [compared, hash] of hashes) {
    await work.sql(
      `insert into verification.picture_hash (support_id, process_id, compared, hash, pieces)
       values ($1, $2, $3, $4::bit(256), $5)`,
      [id, processId, compared, bits(hash), piecesOf(hash, COMPARED_PICTURES.indexOf(compared))],
    );
  }
}

/**
 * Records of other electors that may contain the same picture, most similar first. If two records arrive concurrently,
 * the one that commits later sees the other.
 */
export function findSimilarPictures(
  work: UnitOfWork,
  { id, processId, electorKey }: SupportRecord,
  compared: ComparedPicture,
  hash: Buffer,
  maxBits: number,
): Promise<SimilarSupport[]> {
  return work.sql<SimilarSupport>(
    `select s.id, s.blob_key as "blobKey", s.integrity_code as "integrityCode"
     from verification.picture_hash h join verification.support s on s.id = h.support_id
     where h.pieces && $1::int[] and h.compared = $2 and h.process_id = $3 and h.support_id <> $4
       and bit_count(h.hash # $5::bit(256)) <= $6
       and ($7::bytea is null or s.elector_key is distinct from $7)
     order by bit_count(h.hash # $5::bit(256)), s.id limit ${String(MAX_CANDIDATES)}`,
    [probesOf(hash, COMPARED_PICTURES.indexOf(compared)), compared, processId, id, bits(hash), maxBits, electorKey],
  );
}

/** @param otherId the other record involved; null if the signal concerns only this one. */
export async function raiseSignal(
  work: UnitOfWork,
  supportId: string,
  kind: SignalKind,
  at: Date,
  otherId: string | null = null,
): Promise<void> {
  await work.sql(
    `insert into verification.signal (support_id, kind, other_id, at) values ($1, $2, $3, $4) on conflict do nothing`,
    [supportId, kind, otherId, at],
  );
}

/** Records of the same auxiliary captured less than {@link MIN_CAPTURE_SECONDS} before or after this one. */
export function findImplausiblyFastCaptures(work: UnitOfWork, supportId: string): Promise<{ readonly id: string }[]> {
  return work.sql<{ id: string }>(
    `select other.id from verification.support s join verification.support other
       on other.auxiliary_id = s.auxiliary_id and other.id <> s.id
      and other.captured_at between s.captured_at - $2::float8 * interval '1 second'
                                and s.captured_at + $2::float8 * interval '1 second'
     where s.id = $1 and s.channel = 'app' order by other.captured_at, other.id limit ${String(MAX_CANDIDATES)}`,
    [supportId, MIN_CAPTURE_SECONDS - 0.001],
  );
}

const bits = (hash: Buffer): string => Array.from(hash, (byte) => byte.toString(2).padStart(8, '0')).join('');
