import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { oneStep } from '../../../../test/support/drain.js';
import { importFile, type ImportRow } from '../../../../test/support/import-file.js';
import { formOf, IMPORT_PAGE, ImportScene } from '../../../../test/support/import-scene.js';
import type { PortalClient } from '../../../../test/support/portal-client.js';
import type { PortalScene } from '../../../../test/support/portal-scene.js';
import { systemActor, type Actor } from '../../../kernel/access/actor.js';
import { CancelLongJob } from '../../../kernel/long-jobs/cancel-long-job.js';
import { ListLongJobs } from '../../../kernel/long-jobs/list-long-jobs.js';
import { LongJobWorker } from '../../../kernel/long-jobs/long-job-worker.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';

const imports = new ImportScene();
const { fresh, upload, sql, registeredOf } = imports;
let scene: PortalScene;
let maria: PortalClient;

beforeAll(async () => {
  ({ scene, maria } = await imports.open());
});
afterAll(() => scene.close());

describe('the jobs of an import (§6.4)', () => {
  const jobs = () => scene.context.module.get(LongJobWorker);
  /**
   * Does not run the relay, which would deliver hundreds of messages from another test.
   * @returns the page of the import.
   */
  const start = async (rows: readonly ImportRow[]): Promise<string> =>
    (await maria.post(IMPORT_PAGE, formOf(await importFile(rows)))).text;

  it('resume after a crash: each person is registered once and gets one e-mail', async () => {
    const { text: page } = await upload(maria, await importFile(fresh(600)));
    expect(await maria.page(page)).toContain('600 personas correctas');
    const before = await registeredOf(scene.mariaId);
    await maria.post(page, { decision: 'register' });
    await scene.sql(`create function auxiliaries.cut_off() returns trigger language plpgsql as $$ begin
      if (select count(*) from auxiliaries.auxiliary where import_id = new.import_id) > 550 then raise exception 'cut off'; end if;
      return new; end $$`);
    await scene.sql(
      'create trigger cut_off after insert on auxiliaries.auxiliary for each row execute function auxiliaries.cut_off()',
    );
    await jobs().drain();
    expect((await registeredOf(scene.mariaId)) - before).toBe(500);
    expect(await maria.page(page)).toContain('Registrando a las personas');
    expect(await maria.page(`${page}/avance`)).toMatch(/\d+ de 600 filas/);

    await scene.sql('drop trigger cut_off on auxiliaries.auxiliary');
    await scene.sql('update kernel.long_job_shard set available_at = clock_timestamp() where ended_at is null');
    await jobs().drain();
    expect(await maria.page(page)).toContain('600 personas registradas');
    expect(await registeredOf(scene.mariaId)).toBe(before + 600);
    const messages = await sql(
      `select distinct payload->>'auxiliaryId' from kernel.outbox_message
       where type = 'auxiliaries.auxiliary-registered' and dispatched_at is null`,
    );
    expect(messages).toHaveLength(600);
    expect(
      await sql(`select 1 from auxiliaries.import_batch b join auxiliaries.import i on i.id = b.import_id
        where i.state in ('done', 'discarded') and (b.typed is not null or b.verdicts is not null)`),
    ).toEqual([]);
  });

  it('can be cancelled by an official, and the same file can then be uploaded again', async () => {
    const rows = fresh(3);
    const page = await start(rows);
    await jobs().drain();
    const before = await registeredOf(scene.mariaId);
    await maria.post(page, { decision: 'register' });
    const dispatcher = scene.context.module.get(Dispatcher);
    const official: Actor = { ...systemActor('spec'), kind: 'official', scope: { entidad: '22' } };
    const ofKind = new ListLongJobs({ kind: 'auxiliaries.register-import', state: 'queued' });
    const [job] = (await dispatcher.ask(official, ofKind)).rows;
    expect(job).toMatchObject({ total: 3, territory: '22', requestedBy: { kind: 'aspirant' } });
    await dispatcher.run(official, new CancelLongJob({ jobId: job?.id ?? '' }));
    await jobs().drain();
    expect(await maria.page(page)).toContain('Se canceló el trabajo de este archivo');
    expect(await registeredOf(scene.mariaId)).toBe(before);
    const again = await start(rows);
    await jobs().drain();
    await maria.post(again, { decision: 'register' });
    await jobs().drain();
    expect(await registeredOf(scene.mariaId)).toBe(before + 3);
  });

  it('take over the messages of an older version (migration)', async () => {
    const migrate = async (): Promise<void> => {
      await scene.sql('delete from kernel.long_job_shard; delete from kernel.long_job');
      await scene.sql(await readFile('migrations/202611290021_import_jobs.sql', 'utf8'));
    };
    const page = await start(fresh(501));
    await migrate();
    // Reads the file and checks one of two batches.
    await jobs().workOnce();
    await oneStep(scene.context.module);
    expect(await maria.page(`${page}/avance`)).toContain('500 de 501 filas');
    await migrate();
    await jobs().drain();
    expect(await maria.page(page)).toContain('501 personas correctas');

    const before = await registeredOf(scene.mariaId);
    await maria.post(page, { decision: 'register' });
    await oneStep(scene.context.module);
    const importId = page.split('/').at(-1);
    for (const number of [0, 1]) {
      await sql(
        `with message as (
           insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id)
           values (gen_random_uuid(), 'auxiliaries.import-registration-due', 1, ?, now(), gen_random_uuid()) returning id)
         insert into kernel.inbox (consumer, message_id) select 'auxiliaries.register-import', id from message where ?`,
        [JSON.stringify({ importId, number }), number === 0],
      );
    }
    await migrate();
    await jobs().drain();
    expect(await maria.page(page)).toContain('501 personas registradas');
    expect(await registeredOf(scene.mariaId)).toBe(before + 501);
    expect(
      await sql(`select 1 from kernel.outbox_message where type like 'auxiliaries.import-%' and settled_at is null`),
    ).toEqual([]);
  });
});
