import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { waitForBlockedSession } from '../../../test/support/app.js';
import { AspirantScene } from '../../../test/support/aspirant-scene.js';
import { newContest, openPeriod } from '../../demonstration/world/index.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { AdvisoryLock, takeLocks } from '../../kernel/database/advisory-locks.js';
import { driverConnection } from '../../kernel/database/driver-connection.js';
import { FindAuditEntries } from '../../kernel/audit/find-audit-entries.js';
import { formatDetails, KERNEL_AUDIT } from '../../admin/audit/labels.js';
import { contribution } from './admin/index.js';
import {
  CorrectOffice,
  CorrectProcess,
  ListFormerNames,
  GetOffice,
  GetProcess,
  ListOffices,
  ListPeriods,
  RemoveOffice,
  SetAssistedCapture,
  SetCapturePeriod,
  SetOfficeTerritory,
} from './index.js';

const opl: Actor = { ...systemActor('opl'), kind: 'official', id: 'opl-22', scope: { entidad: '22' } };
const reason = 'Se escribió mal';
const labels = { ...KERNEL_AUDIT.details, ...contribution.audit?.details };
/** The details of an entry as the page of the audit trail shows them. */
const detailsShown = (details: object | undefined) => formatDetails(labels, 'done', { ...details });

describe('a correction of a process or an office (§4.1, §5.A)', () => {
  let scene: AspirantScene;
  beforeAll(async () => {
    scene = await AspirantScene.open();
  }, 120_000);
  afterAll(() => scene.close());

  const correct = (
    officeId: string,
    change: { kind: string; name: string; territory?: string; placeChecked?: boolean },
  ) => scene.dispatcher.run(opl, new CorrectOffice({ officeId, reason, ...change }));

  const recorded = async (action: string, officeId: string): Promise<object | undefined> => {
    const query = new FindAuditEntries({ subject: ['office', officeId], action });
    return (await scene.dispatcher.ask(systemActor('spec'), query)).rows[0]?.details;
  };

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
    const corrected = await recorded('processes.correct-office', officeId);
    expect(corrected).toMatchObject({ formerKind: 'gubernatura', formerName: 'Gubernatura', reason });
    expect(detailsShown(corrected)).toEqual([
      ['Motivo', reason],
      ['Nombre', 'Presidencia de Querétaro'],
      ['Tipo de cargo', 'Ayuntamiento'],
      ['Municipio o distrito', 'Querétaro'],
      ['Decía', 'Gubernatura'],
      ['Tipo de cargo anterior', 'Gubernatura'],
    ]);
    await scene.dispatcher.run(opl, new RemoveOffice({ officeId, reason }));
    expect(detailsShown(await recorded('processes.remove-office', officeId))).toEqual([
      ['Motivo', reason],
      ['Decía', 'Presidencia de Querétaro'],
      ['Tipo de cargo anterior', 'Ayuntamiento'],
      ['Municipio o distrito anterior', 'Querétaro'],
    ]);
    expect(await scene.dispatcher.ask(opl, new ListOffices({ processId }))).toEqual([]);
  });

  it('shows in the audit trail that a period was stopped', async () => {
    const contest = await newContest(scene.dispatcher, opl);
    await openPeriod(scene.dispatcher, opl, contest);
    const [period] = await scene.dispatcher.ask(opl, new ListPeriods({ processId: contest.processId }));
    if (!period) throw new Error('no period');
    const { periodId, name, opensAt, closesAt } = period;
    await scene.dispatcher.run(
      opl,
      new SetCapturePeriod({
        ...{ ...contest, periodId, name, opensAt, closesAt, reason, agreement: 'IEEQ/CG/A/001/27' },
        ...{ active: false, stops: true },
      }),
    );
    const entries = await scene.sql<{ details: object }>(
      `select details from kernel.audit_entry where action = 'processes.set-capture-period' and subject_id = ? order by at`,
      [periodId],
    );
    const status = entries.map(({ details }) => detailsShown(details).filter(([label]) => label.startsWith('Estatus')));
    expect(status).toEqual([
      [['Estatus', 'Activo']],
      [
        ['Estatus', 'Inactivo'],
        ['Estatus anterior', 'Activo'],
      ],
    ]);
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

  it('renames the period that was named after an office, and says how many signed sheets keep the former name', async () => {
    const { dispatcher } = scene;
    const { officeId } = await newContest(dispatcher, opl);
    const { processId } = await dispatcher.ask(opl, new GetOffice({ officeId }));
    await openPeriod(dispatcher, opl, { processId, officeId }, { name: 'Captación de apoyo · Gubernatura' });
    const renamed = await correct(officeId, { kind: 'gubernatura', name: 'Gubernatura del Estado' });
    expect(renamed).toEqual({ signedSheets: 0 });
    const [latest, first] = await dispatcher.ask(opl, new ListPeriods({ processId }));
    const name = 'Captación de apoyo · Gubernatura del Estado';
    expect(latest).toMatchObject({ name, version: 2, reason, opensAt: first?.opensAt, closesAt: first?.closesAt });

    await scene.confirmed();
    const { kind, name: former } = await dispatcher.ask(opl, new GetOffice({ officeId: scene.officeId }));
    expect(await correct(scene.officeId, { kind, name: `${former} (2027)` })).toEqual({ signedSheets: 1 });
  });

  it('asks for confirmation if the name of an office mentions another place', async () => {
    const { officeId } = await newContest(scene.dispatcher, opl);
    const change = { kind: 'ayuntamiento', name: 'Presidencia municipal de Corregidora', territory: '008' };
    await expect(correct(officeId, { ...change, placeChecked: false })).rejects.toMatchObject({
      ...{ code: 'PROCESSES.OFFICE_NAMES_OTHER_PLACE', field: 'placeChecked' },
      params: { other: 'Corregidora', chosen: 'Huimilpan' },
    });
    await correct(officeId, { ...change, placeChecked: true });
    await expect(
      scene.dispatcher.run(opl, new SetOfficeTerritory({ officeId, territory: '014', reason, placeChecked: false })),
    ).rejects.toMatchObject({ code: 'PROCESSES.OFFICE_NAMES_OTHER_PLACE' });
    await correct(officeId, { ...change, territory: '006', placeChecked: false });
  });

  it('cannot remove an office with a period', async () => {
    const contest = await newContest(scene.dispatcher, opl);
    await openPeriod(scene.dispatcher, opl, contest);
    await expect(
      scene.dispatcher.run(opl, new RemoveOffice({ officeId: contest.officeId, reason })),
    ).rejects.toMatchObject({ code: 'PROCESSES.OFFICE_IN_USE' });
  });

  it('can change the type of a process that has neither periods nor aspirants, and its name at any time', async () => {
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
    await expect(change('Otro', false)).rejects.toMatchObject({
      ...{ code: 'PROCESSES.PROCESS_IN_USE', field: 'practice' },
    });
    await change('Otro', true);
    expect(await scene.dispatcher.ask(opl, new ListFormerNames({ processId }))).toMatchObject([
      { name: 'Simulacro', reason },
      { name: 'Proceso', reason },
    ]);
  });

  /** Runs work while another transaction holds the lock of the offices. */
  const whileOfficesAreLocked = <Result>(
    processId: string,
    mode: 'exclusive' | 'shared',
    work: () => Promise<Result>,
  ): Promise<Result> =>
    scene.context.module
      .get(EntityManager)
      .fork()
      .transactional(async (em) => {
        await takeLocks(await driverConnection(em), AdvisoryLock.Offices, [processId], mode);
        return work();
      });

  it('refuses no other command of the process, and registrations wait until it ends', async () => {
    const { processId } = scene;
    let registration: Promise<unknown> = Promise.resolve();
    await whileOfficesAreLocked(processId, 'exclusive', async () => {
      await scene.dispatcher.run(opl, new SetAssistedCapture({ processId, allowed: false }));
      registration = scene.register();
      await waitForBlockedSession(scene.context, 'advisory');
    });
    await registration;
  });

  it('waits for registrations for a short time, and not at all if only the name changes', async () => {
    const { processId, officeId } = await newContest(scene.dispatcher, opl);
    await whileOfficesAreLocked(processId, 'shared', async () => {
      await correct(officeId, { kind: 'gubernatura', name: 'Gubernatura del Estado' });
      await expect(scene.dispatcher.run(opl, new RemoveOffice({ officeId, reason }))).rejects.toMatchObject({
        code: 'PROCESSES.OFFICES_BUSY',
      });
    });
    await scene.dispatcher.run(opl, new RemoveOffice({ officeId, reason }));
  });
});
