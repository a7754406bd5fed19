import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import {
  LongJobSpec,
  type LongJob,
  type LongJobProgress,
  type LongJobStep,
} from '../../../kernel/long-jobs/long-job-decorator.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findSupports, reclassify, lockSupports, lockElectors } from '../persistence/support-records.js';

const PAGE_SIZE = 200;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const input = z.object({ aspirantId: z.uuid() });
/** Cursor: the last withdrawn support. */
const checkpoint = z.object({ after: z.uuid() });
type Input = z.infer<typeof input>;
type Checkpoint = z.infer<typeof checkpoint>;

/**
 * Withdraws the supports of an aspirant and reclassifies the other supports of their electors, a page at a time
 * (decision 13).
 */
@Injectable()
@LongJobSpec({
  kind: 'verification.withdraw-supports',
  input,
  checkpoint,
  permission: 'verification.read',
  title: 'Apoyos de una persona aspirante que desistió',
  items: ['apoyo', 'apoyos'],
  figures: { withdrawn: 'Apoyos que dejaron de contar para la persona aspirante' },
  // The remaining supports would still prevent others of the same electors from counting.
  cancellable: false,
})
export class WithdrawSupports implements LongJob<Input, Checkpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async step(step: LongJobStep<Input, Checkpoint>): Promise<LongJobProgress<Checkpoint>> {
    const { aspirantId } = step.input;
    const after = step.checkpoint?.after ?? NIL_UUID;
    const expected = step.total ?? (await this.#count(aspirantId));
    const page = await this.work.sql<{ id: string }>(
      `select id from verification.support where aspirant_id = $1 and id > $2 and not withdrawn
       order by id limit ${String(PAGE_SIZE)}`,
      [aspirantId, after],
    );
    const ids = page.map(({ id }) => id);
    // Locks supports before electors, in sorted order, like every writer, to avoid deadlocks.
    await lockSupports(this.work, ids);
    const before = await findSupports(this.work, ids);
    await lockElectors(
      this.work,
      before.map(({ electorKey }) => electorKey),
    );
    await this.work.sql('update verification.support set withdrawn = true where id = any($1::uuid[])', [ids]);
    // A support without a known elector does not affect other supports.
    const own = before.filter(({ electorKey }) => electorKey !== null);
    await reclassify(this.work, { own, cause: 'aspirant-withdrawn', at: this.clock.now() });
    this.work.audit({ subject: ['aspirant', aspirantId], details: { withdrawn: ids.length } });
    const done = step.done + ids.length;
    return {
      checkpoint: { after: ids.at(-1) ?? after },
      done,
      // Some may have arrived since they were counted.
      total: Math.max(expected, done),
      finished: ids.length < PAGE_SIZE,
      result: { withdrawn: done },
    };
  }

  async #count(aspirantId: string): Promise<number> {
    const [row] = await this.work.sql<{ supports: number }>(
      'select count(*)::int as supports from verification.support where aspirant_id = $1 and not withdrawn',
      [aspirantId],
    );
    return row?.supports ?? 0;
  }
}
