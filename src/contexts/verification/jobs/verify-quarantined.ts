import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  LongJobSpec,
  type LongJob,
  type LongJobProgress,
  type LongJobStep,
} from '../../../kernel/long-jobs/long-job-decorator.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { openProcesses } from '../../processes/index.js';
import { findSupports, lockSupports } from '../persistence/support-records.js';
import { VerificationSteps } from '../verification-steps.js';

/** Opening a record reads and decrypts its images. */
const PAGE_SIZE = 20;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** With an id, only this record, even if it was declared 'no procesable'. */
const input = z.object({ supportId: z.uuid().optional() });
type Input = z.infer<typeof input>;
const count = z.number().int().min(0);
/** Cursor: the last record of the previous page. */
const checkpoint = z.object({ after: z.uuid(), opened: count });
type Checkpoint = z.infer<typeof checkpoint>;

/** Tries to open every quarantined record again, a page at a time. */
@Injectable()
@LongJobSpec({
  kind: 'verification.verify-quarantined',
  input,
  checkpoint,
  permission: 'quarantine.read',
  title: 'Nueva verificación de los registros en cuarentena',
  items: ['registro', 'registros'],
  figures: { opened: 'Registros que se pudieron abrir', stillQuarantined: 'Registros que siguen en cuarentena' },
})
export class VerifyQuarantined implements LongJob<Input, Checkpoint> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly steps: VerificationSteps,
  ) {}

  async step(step: LongJobStep<Input, Checkpoint>): Promise<LongJobProgress<Checkpoint>> {
    const before = step.checkpoint ?? { after: NIL_UUID, opened: 0 };
    const expected = step.total ?? (await this.#count(step.input));
    const page = await this.work.sql<{ id: string }>(
      `select id from verification.support where ${inJob(step.input)} and id > $1 order by id limit ${String(PAGE_SIZE)}`,
      [before.after],
    );
    const ids = page.map(({ id }) => id);
    const found = await findSupports(this.work, ids);
    const examined = await this.steps.examine(found);
    const open = await openProcesses(
      this.work,
      found.map(({ processId }) => processId),
    );
    await lockSupports(this.work, ids);
    const quarantined = (await findSupports(this.work, ids)).filter(
      ({ state, processId }) => state !== 'verified' && open.has(processId),
    );
    await this.steps.run(quarantined, examined, { cause: 'verified-again' });
    const after = await findSupports(this.work, ids);
    const opened = before.opened + after.filter(({ state }) => state === 'verified').length;
    const done = step.done + ids.length;
    return {
      checkpoint: { after: ids.at(-1) ?? before.after, opened },
      done,
      total: Math.max(expected, done),
      finished: ids.length < PAGE_SIZE,
      result: { opened, stillQuarantined: done - opened },
    };
  }

  async #count(of: Input): Promise<number> {
    const [row] = await this.work.sql<{ records: number }>(
      `select count(*)::int as records from verification.support where ${inJob(of)}`,
    );
    return row?.records ?? 0;
  }
}

/** Condition for the records of the job. The id is safe in SQL text: the input schema admits only a UUID. */
function inJob({ supportId }: Input): string {
  return supportId === undefined ? `state = 'quarantined'` : `id = '${supportId}' and state <> 'verified'`;
}
