import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { readSeed, SEED_DIGITS } from '../domain/sample-order.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { findVerdictList } from '../persistence/verdict-lists.js';

const input = z.object({ listId: z.uuid(), seed: z.string().max(300) });

/** `waiting`: another official must type it too. `differs`: the last one to do so typed other digits. */
export type SeedState = 'waiting' | 'differs' | 'fixed';

/**
 * Records the seed that was drawn in public after the list was published (decision 50). It is fixed for good once two
 * different people have typed the same digits. Every attempt is kept.
 * @throws DomainError CONTROL_DESK.SEED_TOO_SHORT, CONTROL_DESK.SEED_FIXED
 */
@CommandSpec({
  name: 'control-desk.enter-sample-seed',
  permission: 'samples.draw',
  input,
  noLegalDeadline: 'stores when the seed was typed',
})
export class EnterSampleSeed extends KernelCommand<z.infer<typeof input>, { readonly state: SeedState }> {}

@CommandHandler(EnterSampleSeed)
export class EnterSampleSeedHandler implements ICommandHandler<EnterSampleSeed> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly people: PaperCapturers,
  ) {}

  async execute({ input: { listId, seed: typed } }: EnterSampleSeed): Promise<{ readonly state: SeedState }> {
    const list = await findVerdictList(this.work, listId);
    this.work.authorize({ entidad: list.entidad });
    await requireOpenProcess(this.work, list.processId);
    const seed = readSeed(typed);
    if (seed === undefined) {
      const params = { digits: SEED_DIGITS };
      throw new DomainError('CONTROL_DESK.SEED_TOO_SHORT', { kind: 'invalid', field: 'seed', params });
    }
    const { id } = this.work.actor;
    const now = this.clock.now();
    const state = await this.#enter(listId, seed, id, now);
    this.work.audit({
      subject: ['verdict-list', listId],
      stream: list.processId,
      details: { seed, seedState: state },
    });
    return { state };
  }

  async #enter(listId: string, seed: string, officialId: string, now: Date): Promise<SeedState> {
    await this.work.lock(AdvisoryLock.SampleSeed, [listId]);
    const fixed = await this.work.sql(`select 1 from control_desk.sample_seed where list_id = $1`, [listId]);
    if (fixed.length > 0) throw new DomainError('CONTROL_DESK.SEED_FIXED', { kind: 'conflict' });
    await this.work.sql(
      `insert into control_desk.seed_entry (list_id, seed, entered_by, entered_at) values ($1, $2, $3, $4)`,
      [listId, seed, officialId, now],
    );
    const [other] = await this.work.sql<{ seed: string; officialId: string }>(
      `select seed, entered_by as "officialId" from control_desk.seed_entry
       where list_id = $1 and entered_by <> all($2::text[]) order by id desc limit 1`,
      [listId, [officialId, ...(await this.people.accountsOf(officialId))]],
    );
    if (!other) return 'waiting';
    if (other.seed !== seed) return 'differs';
    await this.work.sql(
      `insert into control_desk.sample_seed (list_id, seed, first_by, second_by, fixed_at) values ($1, $2, $3, $4, $5)`,
      [listId, seed, other.officialId, officialId, now],
    );
    return 'fixed';
  }
}
