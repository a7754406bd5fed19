import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../../src/app.module.js';
import { asOwner } from '../support/app.js';
import * as aspirants from '../../src/contexts/aspirants/index.js';
import * as auxiliaries from '../../src/contexts/auxiliaries/index.js';
import * as desk from '../../src/contexts/control-desk/index.js';
import * as devices from '../../src/contexts/devices/index.js';
import { RecoverSupport } from '../../src/contexts/intake/commands/recover-support.js';
import * as processes from '../../src/contexts/processes/index.js';
import { CloseProcess } from '../../src/contexts/results/index.js';
import { MatchSupports } from '../../src/contexts/verification/commands/match-supports.js';
import * as verification from '../../src/contexts/verification/index.js';
import {
  activeOfficial,
  ANA,
  ASPIRANT_REGISTRATION,
  beginEnrolment,
  confirmedAspirant,
  enrolDevice,
  loadRoll,
  newContest,
  openPeriod,
  registerAuxiliary,
  registerTestedKey,
  sealSupport,
  sendSupport,
  type BegunEnrolment,
  type Contest,
  type WorldAuxiliary,
  type WorldSupport,
} from '../../src/demonstration/world/index.js';
import { BLANK_SCAN } from '../../src/demonstration/builders/index.js';
import { systemActor, type Actor } from '../../src/kernel/access/actor.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { generateRsaKeyPair } from '../../src/kernel/crypto/key-pair.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { commandSpecs, type KernelCommand } from '../../src/kernel/messaging/specs.js';
import { parseHeader } from '#electoral/wire';
import { auxiliaryCalled } from '../support/auxiliaries.js';
import { BackOfficeScene } from '../support/back-office-scene.js';
import { drain } from '../support/drain.js';
import { importFile, importRow } from '../support/import-file.js';
import { giveVerdict } from '../support/verdicts.js';

const system = systemActor('spec');
const IMPORTED = auxiliaryCalled('Xolotl', 'Ibáñez', 5);
/** By reason, the contexts whose commands do not depend on whether a process is closed. */
const UNCONCERNED: Readonly<Record<string, readonly string[]>> = {
  'commands that belong to no process, or to several': ['kernel', 'accounts', 'notifications'],
};
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'creates a process, or a catalogue or rules for later ones': [
    'processes.create-process',
    'processes.load-territory',
    'processes.set-office-kind',
    'devices.set-enrolment-policy',
    'auxiliaries.set-other-aspirant-rule',
    'auxiliaries.set-padron-limits',
  ],
  'the close itself and what follows it': [
    'processes.record-closing',
    'processes.remind-of-date',
    'results.close-process',
    'results.record-desk-conclusion',
  ],
  'results that are issued again are encrypted to the newest key of the OPL': [
    'processes.prove-opl-public-key',
    'processes.register-opl-public-key',
  ],
  'reads the results': ['aspirants.sign-in-aspirant'],
  'belongs to no process': ['control-desk.note-unusual-reading', 'devices.publish-key-set', 'devices.retire-key'],
  'wraps keys of what was received; changes no record': [
    'devices.wrap-enrolment-keys',
    'verification.wrap-evidence-keys',
  ],
  'documents and e-mail addresses of registered people': [
    'auxiliaries.accept-aspirant-duties',
    'auxiliaries.accept-auxiliary-duties',
    'auxiliaries.bind-sign-in',
    'auxiliaries.confirm-account',
    'auxiliaries.correct-email',
    'auxiliaries.discharge-auxiliary',
    'auxiliaries.issue-account-confirmation',
    'auxiliaries.record-device',
    'auxiliaries.request-account-confirmation',
    'auxiliaries.request-custody',
    'auxiliaries.resend-registration',
    'auxiliaries.transfer-papers',
    'auxiliaries.upload-paper',
    'auxiliaries.withdraw-paper',
  ],
  'the state of a phone, which cannot send anything after the grace period': [
    'devices.accept-device',
    'devices.reinstate-device',
    'devices.renew-lease',
    'devices.suspend-device',
    'intake.announce-supports',
    'intake.record-refusal',
    'intake.report-erased',
    'intake.request-erasure',
  ],
  'refuses records after the grace period, which ends before the close': ['intake.receive-supports'],
  'concerns no process in particular': ['intake.announce-maintenance', 'intake.end-maintenance'],
  'transfers only open records, which a closed process does not have': ['control-desk.transfer-workload'],
  'changes no support': ['verification.export-roll-questions'],
  'verifies only quarantined records, which a closed process does not have': ['verification.verify-all-again'],
};

describe('a closed process (§13.2)', () => {
  let scene: BackOfficeScene;
  let dispatcher: Dispatcher;
  let contest: Contest;
  let aspirantId: string;
  let auxiliary: WorldAuxiliary;
  let late: WorldSupport;
  let reviewer: Actor;
  let begun: BegunEnrolment;
  let supportId: string;
  let importId: string;
  let listId: string;

  const sql = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
    asOwner(scene.app).execute<Row[]>(text, params);
  /** By name of the command, the official who runs it; the system runs all others. */
  const ACTORS: Readonly<Record<string, () => Actor>> = {
    'control-desk.give-verdict': () => reviewer,
    'control-desk.mark-incomplete': () => reviewer,
    'control-desk.undo-verdict': () => reviewer,
    'verification.declare-unprocessable': () => official('derfe', '*'),
  };
  const official = (id: string, entidad: string): Actor => ({
    ...systemActor(id),
    kind: 'official',
    scope: { entidad },
  });

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    const { app, base, clock } = scene;
    dispatcher = app.get(Dispatcher);
    await loadRoll(app.get(AppConfig).ownerDatabaseUrl, [ANA, IMPORTED]);
    contest = await newContest(dispatcher, system, { name: 'Proceso', practice: true });
    const { processId, officeId } = contest;
    await registerTestedKey(dispatcher, system, processId, await generateRsaKeyPair());
    await openPeriod(dispatcher, system, contest, { opensAt: '2027-01-05T06:00:00.000Z' });
    ({ aspirantId } = await confirmedAspirant(dispatcher, system, officeId));
    auxiliary = await registerAuxiliary(dispatcher, system, aspirantId);
    const device = await enrolDevice(app, system, { ...contest, ...auxiliary });
    const [support] = [await sealSupport(app, device, { number: 1 })];
    late = await sealSupport(app, device, { number: 2 });
    expect((await sendSupport(base, support)).status).toBe(201);
    await drain(app);
    [{ id: supportId }] = (await sql<{ id: string }>('select id from intake.support')) as [{ id: string }];
    reviewer = official(await activeOfficial(dispatcher, system, clock.now()), '22');
    await dispatcher.run(
      official('derfe', '*'),
      new desk.AssignWorkload({ processId, reviewerId: reviewer.id, count: 9 }),
    );
    await giveVerdict(dispatcher, reviewer, { supportId, verdict: 'sin-inconsistencia' });
    clock.advance(desk.UNDO_MS);
    ({ listId } = await dispatcher.run(system, new desk.PublishVerdictList({ processId, day: null })));
    await drain(app);
    const file = await importFile([importRow(IMPORTED)]);
    ({ importId } = await dispatcher.run(system, new auxiliaries.ImportAuxiliaries({ aspirantId, file })));
    await drain(app);
    clock.set('2027-02-11T06:01:00Z');
    begun = await beginEnrolment(app, system, { ...contest, ...auxiliary });
    await dispatcher.run(official('derfe', '*'), new CloseProcess({ processId }));
  }, 120_000);
  afterAll(() => scene.close());

  /** Every command that feeds the results, with an input that the command would accept in an open process. */
  const refused = (): Readonly<Record<string, [KernelCommand<object, unknown>, string?]>> => {
    const { processId, officeId, idProceso } = contest;
    const person = { ...ASPIRANT_REGISTRATION, email: 'otra@correo.example', claveElector: 'XLIBIN97061319M200' };
    const { manifest, signature, jwe } = parseHeader(late.container);
    const file = Buffer.from('504b0304', 'hex');
    const reason = 'Sentencia firme';
    return {
      'processes.add-office': [
        new processes.AddOffice({ processId, kind: 'ayuntamiento', name: 'Otro', territory: '014' }),
      ],
      'processes.set-capture-period': [
        new processes.SetCapturePeriod({
          ...{ processId, officeId, name: 'Otro', active: true, reason },
          opensAt: '2027-03-10T06:00:00Z',
          closesAt: '2027-04-10T06:00:00Z',
        }),
      ],
      'processes.set-office-rule': [
        new processes.SetOfficeRule({
          officeId,
          reason,
          rule: { requirement: { kind: 'fixed', supports: 9 }, cutOff: null, dispersion: null },
        }),
      ],
      'processes.set-assisted-capture': [new processes.SetAssistedCapture({ processId, allowed: false })],
      'processes.set-office-territory': [new processes.SetOfficeTerritory({ officeId, territory: '', reason })],
      'processes.correct-office': [
        new processes.CorrectOffice({ officeId, kind: 'gubernatura', name: 'Otro', reason }),
      ],
      'processes.remove-office': [new processes.RemoveOffice({ officeId, reason })],
      'processes.correct-process': [new processes.CorrectProcess({ processId, name: 'Otro', practice: true, reason })],
      'processes.waive-opl-key': [new processes.WaiveOplKey({ processId, reason })],
      'aspirants.register-aspirant': [new aspirants.RegisterAspirant({ ...person, officeId })],
      'aspirants.correct-aspirant': [
        new aspirants.CorrectAspirant({
          ...ASPIRANT_REGISTRATION,
          nombre: 'Ana',
          aspirantId,
          version: 1,
          officeId,
          reason,
        }),
      ],
      'aspirants.validate-aspirant': [new aspirants.ValidateAspirant({ aspirantId, version: 1 })],
      'aspirants.confirm-aspirant': [new aspirants.ConfirmAspirant({ aspirantId })],
      'aspirants.upload-signed-sheet': [new aspirants.UploadSignedSheet({ aspirantId, version: 1, scan: BLANK_SCAN })],
      'aspirants.set-emblem': [new aspirants.SetEmblem({ aspirantId, image: null })],
      'aspirants.withdraw-aspirant': [
        new aspirants.WithdrawAspirant({ aspirantId, presentedOn: '2027-02-10', documentNumber: 'X-1', reason }),
      ],
      'aspirants.annul-aspirant': [new aspirants.AnnulAspirant({ aspirantId, reason })],
      'auxiliaries.register-auxiliary': [new auxiliaries.RegisterAuxiliary({ ...ANA, aspirantId })],
      'auxiliaries.correct-auxiliary': [
        new auxiliaries.CorrectAuxiliary({ ...ANA, auxiliaryId: auxiliary.auxiliaryId, version: 1, nombre: 'Anna' }),
      ],
      'auxiliaries.import-auxiliaries': [new auxiliaries.ImportAuxiliaries({ aspirantId, file })],
      'auxiliaries.decide-import': [new auxiliaries.DecideImport({ importId, decision: 'register' })],
      'auxiliaries.issue-load-tickets': [
        new auxiliaries.IssueLoadTickets({ idProceso, devices: 1, mailbox: 'carga@correo.example' }),
      ],
      'devices.begin-enrolment': [
        new devices.BeginEnrolment({
          identity: begun.enrolment.identity,
          idProceso,
          idAuxiliar: auxiliary.idAuxiliar,
        }),
      ],
      'devices.enrol-device': [new devices.EnrolDevice(begun.enrolment)],
      'intake.recover-support': [
        new RecoverSupport({
          manifest,
          signature,
          jwe,
          blob: { key: 'x', size: 1, sha256: Buffer.alloc(32), storedAt: new Date('2027-01-06T18:00:00Z') },
        }),
        'INTAKE.PROCESS_CLOSED',
      ],
      'control-desk.assign-workload': [new desk.AssignWorkload({ processId, reviewerId: reviewer.id, count: 1 })],
      'control-desk.give-verdict': [new desk.GiveVerdict({ supportId, seen: 3, verdict: 'sin-firma' })],
      'control-desk.mark-incomplete': [new desk.MarkIncomplete({ supportId, seen: 3, note: 'Falta el reverso' })],
      'control-desk.reopen-record': [new desk.ReopenRecord({ supportId, seen: 3, reviewerId: reviewer.id, reason })],
      'control-desk.undo-verdict': [new desk.UndoVerdict({ supportId, seen: 3 })],
      'control-desk.publish-verdict-list': [new desk.PublishVerdictList({ processId, day: null })],
      'control-desk.order-second-reviews': [new desk.OrderSecondReviews({ listId, size: 1, aspirantId: null })],
      'control-desk.give-second-verdict': [new desk.GiveSecondVerdict({ supportId, verdict: 'sin-firma' })],
      'control-desk.resolve-disagreement': [
        new desk.ResolveDisagreement({ supportId, seen: 3, verdict: 'sin-firma', note: reason }),
      ],
      'control-desk.enter-sample-seed': [new desk.EnterSampleSeed({ listId, seed: '01234567890123456789' })],
      'verification.designate-closing-cut': [new verification.DesignateClosingCut({ processId, cut: '2026-12-15' })],
      'verification.verify-again': [new verification.VerifyAgain({ supportId })],
      'verification.declare-unprocessable': [
        new verification.DeclareUnprocessable({ supportId, oficio: 'INE/DERFE/0044/2027' }),
      ],
      'verification.apply-desk-verdict': [
        new verification.ApplyDeskVerdict({ supportId, verdict: 'sin-firma', givenAt: '2026-01-12T06:00:00Z' }),
      ],
    };
  };

  it('refuses every command that feeds its results, and stores nothing', async () => {
    const before = await counts();
    const answers: Record<string, unknown> = {};
    for (const [name, [command]] of Object.entries(refused())) {
      const actor = ACTORS[name]?.() ?? system;
      answers[name] = await dispatcher.run(actor, command).then(
        () => 'accepted',
        (error: unknown) => (error as { code?: string }).code ?? error,
      );
    }
    const expected = Object.entries(refused()).map(([name, [, code = 'PROCESSES.PROCESS_CLOSED']]) => [name, code]);
    expect(answers).toEqual(Object.fromEntries(expected));
    expect(await counts()).toEqual(before);
  });

  it('permanently refuses a record that arrives late (§10.5)', async () => {
    expect((await sendSupport(scene.base, late)).status).toBe(410);
  });

  it('is skipped by jobs that span several processes', async () => {
    const { app, base, clock } = scene;
    // Closed although its support has not been matched with the closing cut.
    const unmatched = await newContest(dispatcher, system, { name: 'Otro' });
    const { processId, officeId } = unmatched;
    const [opensAt, closesAt] = [clock.now(), new Date(clock.now().getTime() + 3_600_000)];
    await openPeriod(dispatcher, system, unmatched, { opensAt, closesAt });
    const { aspirantId: other } = await confirmedAspirant(dispatcher, system, officeId);
    const holder = await registerAuxiliary(dispatcher, system, other);
    const device = await enrolDevice(app, system, { ...unmatched, ...holder });
    expect((await sendSupport(base, await sealSupport(app, device, { number: 1 }))).status).toBe(201);
    await drain(app);
    await loadRoll(app.get(AppConfig).ownerDatabaseUrl, [ANA], { name: 'cierre' });
    await dispatcher.run(system, new verification.DesignateClosingCut({ processId, cut: 'cierre' }));
    await dispatcher.run(system, new processes.RecordClosing({ processId, at: clock.now() }));

    const supports = await sql<{ id: string }>('select id from intake.support where process_id = ?', [processId]);
    const supportIds = supports.map(({ id }) => id);
    expect(await dispatcher.run(system, new MatchSupports({ supportIds }))).toEqual({ answered: 0 });
    const exported = await dispatcher.run(system, new verification.ExportRollQuestions({ cut: 'cierre' }));
    expect(exported.records).toBe(2);
    const answers = [1, 2].map((question) => ({ question, match: { kind: 'none' } })) as never;
    const imported = { batchId: exported.batchId ?? '', cut: 'cierre', source: 'DERFE', answers };
    expect(await dispatcher.run(system, new verification.ApplyRollAnswers(imported))).toMatchObject({ applied: 0 });
  });

  it('is not offered by the forms', async () => {
    expect(await dispatcher.ask(system, new processes.ListAllProcesses({ open: true }))).toEqual([]);
    expect(await dispatcher.ask(system, new processes.ListAllProcesses({}))).not.toEqual([]);
    const register = await scene.get(
      '/admin/api/resources/aspirantes/actions/registrar',
      await scene.signIn('opl-registrar'),
    );
    expect(await register.json()).toMatchObject({ data: { offices: [] } });
    const assign = await scene.get('/admin/api/pages/asignar-cargas', await scene.signIn('derfe-operator'));
    expect(await assign.json()).toMatchObject({ data: { processes: [], process: null } });
  });

  it('has every command listed in this spec, either as refused or with the reason why it may run', () => {
    const unconcerned = Object.values(UNCONCERNED).flat();
    const names = commandSpecs()
      .map(({ name }) => name)
      .filter((name) => !unconcerned.includes(name.split('.')[0] ?? ''))
      // Declared by other specs in the same worker.
      .filter((name) => !/^(sample|jobs)\./.test(name));
    const overSeveral = ['verification.match-supports', 'verification.apply-roll-answers'];
    const listed = [...Object.keys(refused()), ...Object.values(ALLOWED).flat(), ...overSeveral];
    expect([...new Set(names)].sort()).toEqual([...listed].sort());
  });

  /** Rows of the tables that the commands would write. */
  async function counts(): Promise<unknown> {
    const tables = ['processes.office', 'processes.capture_period', 'processes.office_rule', 'aspirants.aspirant']
      .concat(['aspirants.correction', 'aspirants.withdrawal', 'auxiliaries.auxiliary', 'devices.device'])
      .concat(['devices.enrolment', 'intake.support', 'control_desk.verdict', 'control_desk.verdict_list'])
      .concat(['control_desk.seed_entry', 'verification.closing_cut']);
    return Promise.all(
      tables.map(async (table) => [table, (await sql<{ n: string }>(`select count(*) as n from ${table}`))[0]?.n]),
    );
  }
});
