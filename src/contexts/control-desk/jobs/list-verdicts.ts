import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { sha256Stream } from '../../../kernel/crypto/digest.js';
import {
  LongJobSpec,
  type LongJob,
  type LongJobProgress,
  type LongJobStep,
} from '../../../kernel/long-jobs/long-job-decorator.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { addListed, findUnfinishedList, type UnfinishedList } from '../persistence/listed-verdicts.js';
import { VerdictListFile } from '../persistence/verdict-list-file.js';

const BATCH = 2000;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const input = z.object({ listId: z.uuid() });
/** The last record that was considered; null once all were, and only the digest is missing. */
const checkpoint = z.object({ after: z.uuid().nullable() });
type Input = z.infer<typeof input>;
type Checkpoint = z.infer<typeof checkpoint>;

/**
 * Prepares a published list of verdicts: collects them a batch at a time, then computes the digest of the file. That
 * last step only reads, because a digest cannot be continued in another process.
 */
@Injectable()
@LongJobSpec({
  kind: 'control-desk.list-verdicts',
  input,
  checkpoint,
  permission: 'samples.read',
  title: 'Lista de registros revisados',
  items: ['registro', 'registros'],
  figures: { listed: 'Registros en la lista' },
  // The list of a day can be published only once.
  cancellable: false,
})
export class ListVerdicts implements LongJob<Input, Checkpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly file: VerdictListFile,
  ) {}

  async step(step: LongJobStep<Input, Checkpoint>): Promise<LongJobProgress<Checkpoint>> {
    const list = await findUnfinishedList(this.work, step.input.listId);
    const total = step.total ?? (await this.#count(list));
    if (step.checkpoint?.after === null) {
      const result = { listed: await this.#digest(list) };
      return { checkpoint: step.checkpoint, done: step.done, total, finished: true, result };
    }
    const page = await this.work.sql<{ id: string }>(
      `select support_id as id from control_desk.record where process_id = $1 and support_id > $2
       order by support_id limit ${String(BATCH)}`,
      [list.processId, step.checkpoint?.after ?? NIL_UUID],
    );
    const ids = page.map(({ id }) => id);
    await addListed(this.work, list, ids);
    const done = step.done + ids.length;
    const after = ids.length < BATCH ? null : (ids.at(-1) ?? null);
    // Some may have arrived since they were counted.
    return { checkpoint: { after }, done, total: Math.max(total, done) };
  }

  async #count({ processId }: UnfinishedList): Promise<number> {
    const [row] = await this.work.sql<{ records: number }>(
      'select count(*)::int as records from control_desk.record where process_id = $1',
      [processId],
    );
    return row?.records ?? 0;
  }

  /** @returns the number of listed records. */
  async #digest({ listId, processId, day }: UnfinishedList): Promise<number> {
    const [row] = await this.work.sql<{ records: number }>(
      'select count(*)::int as records from control_desk.listed_verdict where list_id = $1',
      [listId],
    );
    const records = row?.records ?? 0;
    const hash = sha256Stream();
    for await (const part of this.file.write(this.work, listId, processId, records)) hash.update(part);
    const digest = hash.digest('hex');
    await this.work.sql('insert into control_desk.verdict_list_digest (list_id, records, digest) values ($1, $2, $3)', [
      listId,
      records,
      digest,
    ]);
    this.work.audit({
      subject: ['verdict-list', listId],
      stream: processId,
      details: { day, records, sha256: digest },
    });
    return records;
  }
}
