import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AspirantScene } from '../../../test/support/aspirant-scene.js';
import { newContest, openPeriod } from '../../demonstration/world/index.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { CorrectOffice, CorrectProcess, GetOffice, GetProcess, ListOffices, RemoveOffice } from './index.js';

const opl: Actor = { ...systemActor('opl'), kind: 'official', id: 'opl-22', scope: { entidad: '22' } };
const reason = 'Se escribió mal';

describe('a correction of a process or an office (§4.1, §5.A)', () => {
  let scene: AspirantScene;
  beforeAll(async () => {
    scene = await AspirantScene.open();
  }, 120_000);
  afterAll(() => scene.close());

  const correct = (officeId: string, change: { kind: string; name: string; territory?: string }) =>
    scene.dispatcher.run(opl, new CorrectOffice({ officeId, reason, ...change }));

  it('can change an office, or remove it, while it has no aspirants', async () => {
    const { processId, officeId } = await newContest(scene.dispatcher, opl);
    await expect(correct(officeId, { kind: 'gubernatura', name: 'Gubernatura' })).rejects.toMatchObject({
      code: 'PROCESSES.OFFICE_UNCHANGED',
    });
    await expect(correct(officeId, { kind: 'ayuntamiento', name: 'Querétaro' })).rejects.toMatchObject({
      code: 'PROCESSES.TERRITORY_MISSING',
    });
    await correct(officeId, { kind: 'ayuntamiento', name: 'Presidencia de Querétaro', territory: '014' });
    expect(await scene.dispatcher.ask(opl, new GetOffice({ officeId }))).toMatchObject({
      kind: 'ayuntamiento',
      name: 'Presidencia de Querétaro',
      territoryName: 'Querétaro',
    });
    const [entry] = await scene.sql<{ details: object }>(
      `select details from kernel.audit_entry where action = 'processes.correct-office' and subject_id = ?`,
      [officeId],
    );
    expect(entry?.details).toMatchObject({ formerKind: 'gubernatura', formerName: 'Gubernatura', reason });
    await scene.dispatcher.run(opl, new RemoveOffice({ officeId, reason }));
    expect(await scene.dispatcher.ask(opl, new ListOffices({ processId }))).toEqual([]);
  });

  it('can change only the name of an office with aspirants, and cannot remove it', async () => {
    const { officeId } = scene;
    await scene.register();
    const refused = { code: 'PROCESSES.OFFICE_HAS_ASPIRANTS' };
    await expect(correct(officeId, { kind: 'ayuntamiento', name: 'x', territory: '001' })).rejects.toMatchObject(
      refused,
    );
    await expect(scene.dispatcher.run(opl, new RemoveOffice({ officeId, reason }))).rejects.toMatchObject(refused);
    await correct(officeId, { kind: 'gubernatura', name: 'Gubernatura de Querétaro' });
    expect((await scene.dispatcher.ask(opl, new GetOffice({ officeId }))).name).toBe('Gubernatura de Querétaro');
  });

  it('cannot remove an office with a period', async () => {
    const contest = await newContest(scene.dispatcher, opl);
    await openPeriod(scene.dispatcher, opl, contest);
    await expect(
      scene.dispatcher.run(opl, new RemoveOffice({ officeId: contest.officeId, reason })),
    ).rejects.toMatchObject({ code: 'PROCESSES.OFFICE_IN_USE' });
  });

  it('can change the name and type of a process that has neither periods nor aspirants', async () => {
    const contest = await newContest(scene.dispatcher, opl, { name: 'Proceso', practice: false });
    const { processId } = contest;
    const change = (name: string, practice: boolean) =>
      scene.dispatcher.run(opl, new CorrectProcess({ processId, name, practice, reason }));
    await expect(change('Proceso', false)).rejects.toMatchObject({ code: 'PROCESSES.PROCESS_UNCHANGED' });
    await change('Simulacro', true);
    expect(await scene.dispatcher.ask(opl, new GetProcess({ processId }))).toMatchObject({
      name: 'Simulacro',
      practice: true,
    });
    await openPeriod(scene.dispatcher, opl, contest);
    await expect(change('Otro', true)).rejects.toMatchObject({ code: 'PROCESSES.PROCESS_IN_USE' });
  });
});
