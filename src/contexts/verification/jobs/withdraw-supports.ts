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

const PAGE = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';

const input = z.object({ aspirantId: z.uuid() });
/** The last support that was withdrawn. */
const checkpoint = z.object({ after: z.uuid() });
type Input = z.infer<typeof input>;
type Checkpoint = z.infer<typeof checkpoint>;

/**
 * Takes the supports of a withdrawn aspirant out of their places and classifies the electors' other supports again
 * (decision 13), a page at a time.
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
})
export class WithdrawSupports implements LongJob<Input, Checkpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async step(step: LongJobStep<Input, Checkpoint>): Promise<LongJobProgress<Checkpoint>> {
    const { aspirantId } = step.input;
    const after = step.checkpoint?.after ?? FIRST;
    const expected = step.total ?? (await this.#count(aspirantId));
    const page = await this.work.sql<{ id: string }>(
      `select id from verification.support where aspirant_id = $1 and id > $2 and not withdrawn
       order by id limit ${String(PAGE)}`,
      [aspirantId, after],
    );
    const ids = page.map(({ id }) => id);
    // Supports before electors, both in one order, as everybody who changes them does.
    await lockSupports(this.work, ids);
    const before = await findSupports(this.work, ids);
    await lockElectors(
      this.work,
      before.map(({ electorKey }) => electorKey),
    );
    await this.work.sql('update verification.support set withdrawn = true where id = any($1::uuid[])', [ids]);
    // One that waits for its elector has no place to leave.
    const own = before.filter(({ electorKey }) => electorKey !== null);
    await reclassify(this.work, { own, cause: 'aspirant-withdrawn', at: this.clock.now() });
    this.work.audit({ subject: ['aspirant', aspirantId], details: { withdrawn: ids.length } });
    const done = step.done + ids.length;
    return {
      checkpoint: { after: ids.at(-1) ?? after },
      done,
      // Some may have arrived since they were counted.
      total: Math.max(expected, done),
      finished: ids.length < PAGE,
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
