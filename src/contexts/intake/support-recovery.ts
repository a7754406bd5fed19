import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../../kernel/access/actor.js';
import { sha256, sha256Stream } from '../../kernel/crypto/digest.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { receiveContainer } from './api/receive-container.js';
import { RecoverSupport, type RecoveryOutcome } from './commands/recover-support.js';
import { SUPPORTS, isUnfinished } from './persistence/blob-owner.js';
import { LIMITS, WireError, parseHeader, parseManifest } from '#electoral/wire';

const PAGE = 500;

export interface ExaminedContainer {
  readonly key: string;
  readonly outcome: RecoveryOutcome | 'refused';
  /** The problem code of a refused container, which stays in the store and can be examined again. */
  readonly code?: string;
}

/**
 * Finds containers that no row names and recreates their supports, after the database was restored to an earlier point.
 */
@Injectable()
export class SupportRecovery {
  readonly #actor = systemActor('intake.recovery');

  constructor(
    private readonly em: EntityManager,
    private readonly blobs: BlobStore,
    private readonly dispatcher: Dispatcher,
  ) {}

  /**
   * Examines every container whose key no row names. Reads only the header if the same record was received in another
   * container, and everything otherwise.
   * @param receipts the receipts that devices hold, as compact JWS.
   */
  async *run(receipts: Iterable<string> = []): AsyncGenerator<ExaminedContainer> {
    const receiptOf = byIntegrityCode(receipts);
    let page: string[] = [];
    for await (const key of this.blobs.keys(SUPPORTS)) {
      if (isUnfinished(key)) continue;
      page.push(key);
      if (page.length < PAGE) continue;
      yield* this.#examine(page, receiptOf);
      page = [];
    }
    yield* this.#examine(page, receiptOf);
  }

  async *#examine(keys: readonly string[], receiptOf: ReadonlyMap<string, string>): AsyncGenerator<ExaminedContainer> {
    for (const { key } of await this.#unrecorded(keys)) {
      try {
        yield { key, outcome: await this.#recover(key, receiptOf) };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        yield { key, outcome: 'refused', code: error.code };
      }
    }
  }

  #unrecorded(keys: readonly string[]): Promise<{ key: string }[]> {
    return this.em.fork().execute(
      `select key from jsonb_array_elements_text(?::jsonb) as listed (key)
       where not exists (select from intake.support where blob_key = listed.key)
         and not exists (select from intake.refused_upload refused where refused.key = listed.key)`,
      [JSON.stringify(keys)],
    );
  }

  async #recover(key: string, receiptOf: ReadonlyMap<string, string>): Promise<RecoveryOutcome> {
    const { bytes, storedAt } = await this.blobs.readStart(key, LIMITS.header);
    const integrityCode = integrityCodeOf(bytes);
    if (await this.#isReceived(integrityCode)) return 'copy';
    const { header, content } = await receiveContainer(this.blobs.open(key) as AsyncIterable<Uint8Array>);
    const manifest = parseManifest(header.manifest);
    if (manifest?.kind !== 'support') throw new DomainError('INTAKE.MANIFEST_INVALID', { kind: 'invalid' });
    const digest = sha256Stream();
    let size = 0;
    for await (const chunk of content(manifest)) {
      digest.update(chunk);
      size += chunk.length;
    }
    return this.dispatcher.run(
      this.#actor,
      new RecoverSupport({
        manifest: header.manifest,
        signature: header.signature,
        jwe: header.jwe,
        blob: { key, size, sha256: digest.digest(), storedAt },
        receipt: receiptOf.get(integrityCode.toString('hex')),
      }),
    );
  }

  async #isReceived(integrityCode: Buffer): Promise<boolean> {
    const sql = 'select from intake.support where integrity_code = ?';
    return (await this.em.fork().execute<unknown[]>(sql, [integrityCode])).length > 0;
  }
}

/** @throws DomainError INTAKE.CONTAINER_INVALID */
function integrityCodeOf(start: Uint8Array): Buffer {
  try {
    return sha256(parseHeader(start).manifest);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new DomainError('INTAKE.CONTAINER_INVALID', { kind: 'invalid' });
  }
}

/** Unverified: {@link RecoverSupport} verifies the one that it uses. */
function byIntegrityCode(receipts: Iterable<string>): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const receipt of receipts) {
    try {
      const payload = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as unknown;
      const { integrityCode } = payload as { readonly integrityCode?: unknown };
      if (typeof integrityCode === 'string') map.set(integrityCode, receipt);
    } catch {
      // Not a receipt.
    }
  }
  return map;
}
