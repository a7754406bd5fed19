import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jose from 'node-jose';
import { asOwner, contextModule, sealAudit, type TestContext } from '../../../test/support/app.js';
import { aspirantId, CLAVE, fake, FakeVerificationModule } from '../../../test/support/fake-verification.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { reviewerAccount } from '../../../test/support/reviewers.js';
import { seedOfficials } from '../../demonstration/seed/officials.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { AuditStatements } from '../../kernel/audit/audit-statements.js';
import { AuditVerifier } from '../../kernel/audit/audit-verifier.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { AdvisoryLock, takeLocks } from '../../kernel/database/advisory-locks.js';
import { driverConnection } from '../../kernel/database/driver-connection.js';
import { ConsumerRunner } from '../../kernel/jobs/consumer-runner.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ListContacts } from '../accounts/index.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { ControlDeskModule } from '../control-desk/control-desk.module.js';
import { AssignWorkload, GiveVerdict, ListDeskRecords, UNDO_MS } from '../control-desk/index.js';
import { ListOffices, RegisterOplPublicKey, SetCapturePeriod } from '../processes/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { CloseProcess, DetectConcludedDesks, DownloadDelivery, GetClosingState, ListDeliveries } from './index.js';
import { ResultsModule } from './results.module.js';
import { addOffice, createProcess, proveKey } from '../../demonstration/world/index.js';

const official = (id: string, entidad: string): Actor => ({ ...systemActor(id), kind: 'official', scope: { entidad } });

describe('the close of a process', () => {
  let context: TestContext;
  let mailbox: Mailbox;
  let dispatcher: Dispatcher;
  let processId: string;
  const derfe = official('derfe', '*');
  let opl: Actor;
  let setPeriod: (more: object) => Promise<unknown>;
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const close = () => dispatcher.run(derfe, new CloseProcess({ processId }));
  const database = <Row extends object>(text: string): Promise<Row[]> =>
    asOwner(context.module).getConnection().execute<Row[]>(text);

  const consume = (consumer: string, type: string, payload: object, id: string = randomUUID()) =>
    context.module.get(ConsumerRunner).run(consumer, {
      id,
      type,
      version: 1,
      occurredAt: context.clock.now(),
      correlationId: randomUUID(),
      payload,
    });
  const receive = async (folio: string): Promise<void> => {
    const supportId = randomUUID();
    fake.folios.set(supportId, folio);
    await consume('results.note-received-support', 'intake.support-received', { supportId, processId });
    await consume('control-desk.put-on-desk', 'verification.support-verified', {
      supportId,
      folio,
      processId,
      entidad: '22',
      aspirantId,
    });
  };

  beforeAll(async () => {
    mailbox = await openMailbox();
    const modules = [AccountsModule, ProcessesModule, AspirantsModule, ControlDeskModule, ResultsModule];
    context = await contextModule([...modules, FakeVerificationModule], { SMTP_URL: mailbox.url });
    await seedOfficials(context.module);
    dispatcher = context.module.get(Dispatcher);
    opl = official(await reviewerAccount(context), '22');
    ({ processId } = await createProcess(dispatcher, opl, { name: 'Proceso' }));
    const { officeId } = await addOffice(dispatcher, opl, processId, { territory: 'Querétaro' });
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.KEY_MISSING' });
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }) };
    const { keyId } = await dispatcher.run(opl, new RegisterOplPublicKey({ processId, jwk }));
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.KEY_MISSING' });
    await proveKey(dispatcher, opl, processId, keyId, pair.privateKey.export({ format: 'jwk' }));
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.NO_PERIOD' });
    setPeriod = (more) =>
      dispatcher.run(
        opl,
        new SetCapturePeriod({
          processId,
          officeId,
          name: 'Captación',
          opensAt: '2027-01-10T00:00:00-06:00',
          closesAt: '2027-02-10T00:00:00-06:00',
          active: true,
          reason: 'Abre de inmediato',
          ...more,
        }),
      );
    await setPeriod({});
    await receive('AC-2');
    await receive('AC-1');
  });
  afterAll(async () => {
    await context.close();
    await mailbox.close();
  });

  /** Runs the job that detects concluded desks, drains the outbox, and returns all e-mails about it so far. */
  const conclude = async () => {
    const recorded = await context.module.get(DetectConcludedDesks).run();
    await context.module.get(OutboxRelay).drain();
    const messages = mailbox.messages.filter(({ subject }) => subject?.startsWith('La Mesa de Control concluyó'));
    return { recorded, messages };
  };
  const concludedAt = async () => (await dispatcher.ask(derfe, new GetClosingState({ processId }))).deskConcludedAt;

  it('waits for an inactive period, because phones still hold records of it (decision 48, §10.5)', async () => {
    context.clock.set('2027-02-01T18:00:00Z');
    const agreement = 'IEEQ/CG/A/020/27';
    await setPeriod({ active: false, stops: true, reason: 'Sentencia', agreement });
    const refused = { code: 'RESULTS.PERIOD_OPEN', params: { office: 'Gubernatura', graceEndsAt: '11/02/2027 00:00' } };
    await expect(close()).rejects.toMatchObject(refused);
    expect((await dispatcher.ask(derfe, new GetClosingState({ processId }))).blockers.join()).toContain('11/02/2027');
    context.clock.set('2027-02-11T06:00:59.999Z');
    await expect(close()).rejects.toMatchObject(refused);
    // Phones could not send while it was inactive, so its end alone does not allow the close.
    context.clock.set('2027-02-11T06:01:00Z');
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.PERIOD_INACTIVE', params: { office: 'Gubernatura' } });
    expect((await dispatcher.ask(derfe, new GetClosingState({ processId }))).blockers.join()).toContain('reactive');
    await expect(setPeriod({ active: true, reason: 'Sentencia cumplida', agreement })).rejects.toMatchObject({
      code: 'PROCESSES.PERIOD_CLOSE_PAST',
    });
    context.clock.set('2027-02-01T18:00:00Z');
    await setPeriod({ active: true, reason: 'Sentencia cumplida', agreement });
  });

  it('is rejected without waiting for other commands if the period is still open', async () => {
    await asOwner(context.module).transactional(async (command) => {
      await takeLocks(await driverConnection(command), AdvisoryLock.Closing, [processId], 'shared');
      // If the close took its lock first, it would wait for this command.
      await expect(close()).rejects.toMatchObject({ code: 'RESULTS.PERIOD_OPEN' });
    });
  });

  it('is rejected until the last minute of the grace period is over, with an error that says when it ends (§10.5, §13.2 A)', async () => {
    context.clock.set('2027-02-11T06:00:59.999Z');
    await expect(close()).rejects.toMatchObject({
      code: 'RESULTS.PERIOD_OPEN',
      params: { office: 'Gubernatura', graceEndsAt: '11/02/2027 00:00' },
    });
    context.clock.set('2027-02-11T06:01:00Z');
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.DESK_NOT_DONE', params: { waiting: 2, reviewed: 0 } });
    expect(await conclude()).toEqual({ recorded: 0, messages: [] });
    // The desk has not concluded, so nothing is audited.
    expect(
      await database(
        `select 1 from kernel.audit_entry where action = 'results.record-desk-conclusion' and outcome = 'done'`,
      ),
    ).toEqual([]);
  });

  it('is rejected while a record is unfinished or a count differs by one, and stores nothing (§13.2 B–D)', async () => {
    await dispatcher.run(derfe, new AssignWorkload({ processId, reviewerId: opl.id, count: 10 }));
    for (const { supportId, version: seen } of await dispatcher.ask(opl, new ListDeskRecords({ processId }))) {
      await dispatcher.run(opl, new GiveVerdict({ supportId, seen, verdict: 'sin-inconsistencia' }));
    }
    // Each verdict can be undone for a minute, and neither the close nor the conclusion of the desk can be.
    fake.classes = new Map([['valido', 2]]);
    context.clock.advance(UNDO_MS - 1);
    expect(await conclude()).toEqual({ recorded: 0, messages: [] });
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.NOT_VERIFIED', params: { unfinished: 2 } });
    context.clock.advance(1);
    await context.module.get(OutboxRelay).drain();
    fake.classes = new Map([
      ['valido', 1],
      ['en-procesamiento', 1],
    ]);
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.NOT_VERIFIED', params: { unfinished: 1 } });
    fake.classes = new Map([['valido', 2]]);
    fake.pendingReviews = 1;
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.NOT_VERIFIED', params: { unfinished: 1 } });
    fake.pendingReviews = 0;
    fake.pendingMatches = 1;
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.ANSWERS_DUE', params: { answersDue: 1 } });
    fake.pendingMatches = 0;
    fake.pendingWithdrawals = 3;
    const refused = { code: 'RESULTS.WITHDRAWALS_DUE', params: { withdrawalsDue: 3 } };
    await expect(close()).rejects.toMatchObject(refused);
    const { blockers } = await dispatcher.ask(derfe, new GetClosingState({ processId }));
    expect(blockers.join()).toContain('3 apoyos de personas aspirantes que desistieron');
    fake.pendingWithdrawals = 0;
    fake.classes = new Map([['valido', 1]]);
    await expect(close()).rejects.toMatchObject({
      code: 'RESULTS.FIGURES_DIFFER',
      params: { received: 2, classified: 1, reviewed: 2, rows: 2 },
    });
    expect(await database('select * from results.closure')).toEqual([]);
  });

  it('is preceded by one notice to DERFE and the OPL that the desk has concluded (§13.2 B)', async () => {
    const people = await Promise.all(
      ([null, null, '22'] as const).map((entidad, index) => {
        const role = (['derfe-administrator', 'derfe-operator', 'opl-administrator'] as const)[index] ?? 'auditor';
        return dispatcher.ask(systemActor('spec'), new ListContacts({ entidad, role }));
      }),
    );
    const addresses = people.flatMap((group) => group.map(({ email }) => email));
    expect(people.every(({ length }) => length > 0)).toBe(true);
    expect(await concludedAt()).toBeNull();

    const { recorded, messages } = await conclude();
    expect(recorded).toBe(1);
    expect(messages.map(({ to }) => [to].flat()[0]?.text).sort()).toEqual(addresses.sort());
    for (const { subject, text } of messages) {
      expect(subject).toContain('QRO-2027-01');
      expect(text).toContain('terminó de revisar 2 registros el 11/02/2027 00:02 (hora centro)');
    }
    expect(await concludedAt()).toBe('2027-02-11T06:02:00.000Z');
    expect(await conclude()).toEqual({ recorded: 0, messages });
  });

  it('counts a receipt that is pending in the outbox, and does not count it again once it is consumed (§13.2 A)', async () => {
    fake.classes = new Map([['valido', 2]]);
    const [id, supportId] = [randomUUID(), randomUUID()];
    const refused = { code: 'RESULTS.FIGURES_DIFFER', params: { received: 3 } };
    await database(`insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id) values
      ('${id}', 'intake.support-received', 1, '{"processId":"${processId}"}', '2027-02-10', '${id}')`);
    await expect(close()).rejects.toMatchObject(refused);
    await consume('results.note-received-support', 'intake.support-received', { supportId, processId }, id);
    await expect(close()).rejects.toMatchObject(refused);
    await database(`delete from kernel.outbox_message where id = '${id}'`);
    await database(`delete from results.received_support where support_id = '${supportId}'`);
  });

  it('waits for a record that cannot be opened until it is declared «no procesable» (decision 67)', async () => {
    const supportId = randomUUID();
    fake.folios.set(supportId, 'AC-3');
    await consume('results.note-received-support', 'intake.support-received', { supportId, processId });
    const blockers = async () => (await dispatcher.ask(derfe, new GetClosingState({ processId }))).blockers;
    fake.classes.set('en-procesamiento', 1);
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.NOT_VERIFIED', params: { unfinished: 1 } });
    expect(await blockers()).toHaveLength(1);
    fake.classes = new Map([
      ['valido', 2],
      ['con-inconsistencia', 1],
    ]);
    fake.unprocessable = [supportId];
    expect(await blockers()).toEqual([]);
  });

  it('is announced as blocked by the records that the scrub found altered (decision 49)', async () => {
    const [first = ''] = fake.folios.keys();
    const [unopened = ''] = fake.unprocessable;
    const blockers = async () => (await dispatcher.ask(derfe, new GetClosingState({ processId }))).blockers;
    fake.damaged = [
      { supportId: first, folio: 'AC-1', findings: ['row.receivedAt'] },
      // The reason why the record could not be opened; it does not block the close.
      { supportId: unopened, folio: 'AC-3', findings: ['container.missing'] },
    ];
    expect(await blockers()).toEqual([
      expect.stringContaining('1 registros no están como se recibieron; entre ellos: AC-1.'),
    ]);
    fake.damaged = [];
    expect(await blockers()).toEqual([]);
  });

  it('is rejected unless every record is unchanged and every row has a record (decision 49)', async () => {
    const [first = '', second = ''] = fake.folios.keys();
    const [unopened = ''] = fake.unprocessable;
    const rejection = async (folios: string) => {
      const params = { altered: folios.split(', ').length, folios };
      await expect(close()).rejects.toMatchObject({ code: 'RESULTS.RECORDS_ALTERED', params });
      fake.records.clear();
      fake.verdicts.clear();
      fake.withoutRecord = [];
    };
    fake.records.set(first, { faults: ['row.receivedAt'] });
    fake.records.set(second, { faults: ['container.content'] });
    await rejection('AC-2, AC-1');
    fake.records.set(second, { aspirantId: randomUUID() });
    await rejection('AC-1');
    fake.records.set(second, { receivedAt: '2027-01-15T18:00:00.001Z' });
    await rejection('AC-1');
    fake.withoutRecord = [first];
    await rejection('AC-2');
    fake.records.set(unopened, { faults: ['row.receivedAt'] });
    await rejection('AC-3');
    fake.records.set(first, { flags: ['captured-after-close'] });
    await rejection('AC-2');
    // The desk recorded 'sin-inconsistencia' without a reason, and nothing for the third.
    fake.verdicts.set(second, { deskVerdict: 'fotocopia', deskReason: null });
    await rejection('AC-1');
    fake.verdicts.set(second, { deskVerdict: 'sin-inconsistencia', deskReason: 'otra' });
    await rejection('AC-1');
    fake.verdicts.set(unopened, { deskVerdict: 'sin-inconsistencia', deskReason: null });
    await rejection('AC-3');
    expect(await database('select * from results.closure')).toEqual([]);
    // The reason why the record could not be opened; it does not block the close.
    fake.records.set(unopened, { faults: ['container.missing'] });
  });

  it('happens once and delivers a file that the OPL can decrypt with its private key (§13.1)', async () => {
    await sealAudit(context);
    const closed = await close();
    expect(closed.records).toBe(3);
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.ALREADY_CLOSED' });

    const [listed] = await dispatcher.ask(opl, new ListDeliveries({}));
    expect(listed).toMatchObject({
      id: closed.deliveryId,
      idProceso: 'QRO-2027-01',
      records: 3,
      sha256: closed.sha256,
    });
    const { jwe, fileName } = await dispatcher.ask(opl, new DownloadDelivery({ deliveryId: closed.deliveryId }));
    expect(fileName).toBe('resultados-QRO-2027-01.jwe');
    expect(sha256(jwe).toString('hex')).toBe(closed.sha256);
    expect(jwe).not.toContain(CLAVE);

    const key = await jose.JWK.asKey({ ...pair.privateKey.export({ format: 'jwk' }) });
    const { payload } = await jose.JWE.createDecrypt(key).decrypt(jwe);
    const lines = payload
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({
      format: 'apoyo-ciudadano.results.v1',
      classes: { valido: 2, 'con-inconsistencia': 1 },
      bodySha256: sha256(payload.subarray(payload.indexOf('\n') + 1)).toString('hex'),
    });
    expect(lines[1]).toMatchObject({
      type: 'summary',
      aspirantId,
      records: 3,
      classes: { valido: 2, 'con-inconsistencia': 1 },
    });
    expect(lines.slice(2)).toMatchObject([
      { type: 'record', folio: 'AC-1', read: { claveElector: CLAVE } },
      { type: 'record', folio: 'AC-2' },
      { type: 'record', folio: 'AC-3', reportedClass: 'con-inconsistencia' },
    ]);
  });

  it('sends the administrator of the OPL the signed heads of the audit trail', async () => {
    await sealAudit(context);
    await context.module.get(OutboxRelay).drain();
    const [mail, ...others] = mailbox.messages.filter(({ subject }) =>
      subject?.startsWith('Constancia de la bitácora'),
    );
    expect(others).toEqual([]);
    const administrators = { entidad: '22', role: 'opl-administrator' } as const;
    const [contact] = await dispatcher.ask(systemActor('spec'), new ListContacts(administrators));
    expect([mail?.to].flat()[0]?.text).toBe(contact?.email);
    const statement = mail?.attachments[0]?.content.toString().trim() ?? '';
    expect(mail?.text).toContain(sha256(statement).toString('hex'));
    const heads = await context.module.get(AuditStatements).readHeads(statement);
    expect(heads?.streams.map(({ stream }) => stream)).toContain(processId);
    const verified = await context.module
      .get(AuditVerifier)
      .verify({ againstData: true, exported: heads ? [heads] : [] });
    expect(verified.faults).toEqual([]);
  });

  it('prevents any later change to a period (§13.2)', async () => {
    const [office] = await dispatcher.ask(opl, new ListOffices({ processId }));
    const set = new SetCapturePeriod({
      ...{ processId, officeId: office?.id ?? '', name: 'Otra', active: true, reason: 'Prórroga' },
      opensAt: '2027-04-10T00:00:00-06:00',
      closesAt: '2027-05-10T00:00:00-06:00',
    });
    await expect(dispatcher.run(opl, set)).rejects.toMatchObject({ code: 'PROCESSES.PROCESS_CLOSED' });
  });

  it('creates a delivery whose downloads are audited and refused to other entidades (§13.1)', async () => {
    const [delivery] = await dispatcher.ask(opl, new ListDeliveries({}));
    const deliveryId = delivery?.id ?? '';
    const entries = await database<{ actor_id: string }>(
      `select actor_id from kernel.audit_entry where action = 'results.download-delivery' and subject_id = '${deliveryId}'`,
    );
    expect(entries).toEqual([{ actor_id: opl.id }]);
    const stranger = official('stranger', '14');
    expect(await dispatcher.ask(stranger, new ListDeliveries({}))).toEqual([]);
    await expect(dispatcher.ask(stranger, new DownloadDelivery({ deliveryId }))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
  });

  it('creates a delivery that cannot be downloaded after its file was altered', async () => {
    const [row] = await database<{ id: string; blob_key: string }>('select id, blob_key from results.delivery');
    await writeFile(join(context.config.blobsFolder, row?.blob_key ?? ''), 'altered');
    await expect(dispatcher.ask(opl, new DownloadDelivery({ deliveryId: row?.id ?? '' }))).rejects.toMatchObject({
      code: 'RESULTS.DELIVERY_DAMAGED',
    });
  });
});
