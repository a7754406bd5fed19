import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import {
  LongJobSpec,
  type LongJob,
  type LongJobProgress,
  type LongJobStep,
} from '../../../kernel/long-jobs/long-job-decorator.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { personalContext, type Registration } from '../domain/registration.js';
import { addSearchHashes } from '../persistence/auxiliary-search.js';

const BATCH = 500;
const input = z.object({});
const checkpoint = z.object({ after: z.uuid() });
type Checkpoint = z.infer<typeof checkpoint>;

interface Row {
  readonly id: string;
  readonly processId: string;
  readonly personal: Buffer;
}

/** Indexes the names and telephone numbers of auxiliaries who were registered before the search for them existed. */
@Injectable()
@LongJobSpec({
  kind: 'auxiliaries.index-names',
  input,
  checkpoint,
  permission: 'auxiliaries.read',
  title: 'Preparación de la búsqueda de auxiliares por nombre y teléfono',
  items: ['persona', 'personas'],
  figures: { indexed: 'Personas que ya se encuentran por nombre y teléfono' },
  cancellable: false,
})
export class IndexNames implements LongJob<object, Checkpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  async step({ checkpoint: last, done, total }: LongJobStep<object, Checkpoint>): Promise<LongJobProgress<Checkpoint>> {
    // Locked, so that a correction does not leave behind the words that it replaces.
    const rows = await this.work.sql<Row & object>(
      `select id, process_id as "processId", personal from auxiliaries.auxiliary
       where $1::uuid is null or id > $1 order by id limit ${String(BATCH)} for share`,
      [last?.after ?? null],
    );
    const people = await Promise.all(
      rows.map(async ({ id, processId, personal }) => ({
        auxiliaryId: id,
        processId,
        data: JSON.parse(await this.cipher.decryptText(personal, personalContext(id))) as Registration,
      })),
    );
    for (const processId of new Set(people.map((one) => one.processId))) {
      const inProcess = people.filter((one) => one.processId === processId);
      await addSearchHashes(this.work, this.hash, processId, inProcess);
    }
    const indexed = done + rows.length;
    return {
      checkpoint: { after: rows.at(-1)?.id ?? last?.after ?? ZERO },
      done: indexed,
      total: Math.max(indexed, total ?? (await this.#count())),
      finished: rows.length < BATCH,
      result: { indexed },
    };
  }

  async #count(): Promise<number> {
    const [row] = await this.work.sql<{ count: number }>('select count(*)::int as count from auxiliaries.auxiliary');
    return row?.count ?? 0;
  }
}

/** The checkpoint of a job that found no one. */
const ZERO = '00000000-0000-0000-0000-000000000000';
