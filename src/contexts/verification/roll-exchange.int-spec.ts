import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPerson } from '../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeOpener } from '../../../test/support/fake-opener.js';
import { systemActor } from '../../kernel/access/actor.js';
import { randomId } from '../../kernel/crypto/random.js';
import { ConsumerRunner } from '../../kernel/jobs/consumer-runner.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ROLE_TABLE } from '../accounts/index.js';
import { newContest } from '../../demonstration/world/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { ApplyRollAnswers } from './commands/apply-roll-answers.js';
import { ExportRollQuestions } from './commands/export-roll-questions.js';
import { SupportOpener } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';
import { formatAnswerFile, ExchangeFileError } from '../electoral-roll/index.js';
import { fakeRollHost } from '../electoral-roll/exchange/fake-roll-host.js';
import { importAnswers } from './import-answers.js';
import type { RollElector } from '#electoral/roll';

const operator = systemActor('cli');
const personAfter = (index: number): RollElector =>
  findPerson(
    (one) => one.registryStatus === 'lista-nominal' && one.entidad === '22' && Number(one.stableKey.slice(-9)) > index,
  );
const [ana, ben] = [personAfter(0), personAfter(40)];

describe('the exchange of files with an external roll (§10.4, §13.2 C)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let folder: string;
  let contest: { processId: string; officeId: string };
  const opener = new FakeOpener();
  let serial = 0;

  beforeAll(async () => {
    context = await contextModule([
      ProcessesModule,
      { module: VerificationModule, providers: [{ provide: SupportOpener, useValue: opener }] },
    ]);
    dispatcher = context.module.get(Dispatcher);
    folder = await mkdtemp(join(tmpdir(), 'apoyo-exchange-'));
    contest = await newContest(dispatcher, operator, { name: 'Proceso', practice: true });
  });
  afterAll(async () => {
    await context.close();
    await rm(folder, { recursive: true });
  });

  const receive = async (cards: readonly Partial<RollElector>[]): Promise<string[]> => {
    const messages = cards.map(({ cic = '', identificadorCiudadano = '' }) => {
      const supportId = randomId();
      const read = { cic, identificadorCiudadano, nombre: 'ANA MARÍA' };
      opener.supports.set(supportId, {
        ...{ parts: new Map(), credentialType: 'E', read, typed: {}, email: 'ana@correo.example' },
        ...{ capturedAt: context.clock.now(), auxiliaryId: randomId(), deviceId: randomId() },
      });
      const payload = {
        ...{
          supportId,
          ...contest,
          folio: `AC-FILE-${String((serial += 1)).padStart(5, '0')}`,
          aspirantId: randomId(),
        },
        ...{
          auxiliaryId: randomId(),
          entidad: '22',
          receivedAt: context.clock.now().toISOString(),
          blobKey: supportId,
        },
        ...{ integrityCode: 'ab'.repeat(32), deviceId: randomId(), flags: [] },
      };
      const occurredAt = context.clock.now();
      return {
        id: randomId(),
        type: 'intake.support-received',
        version: 1,
        payload,
        occurredAt,
        correlationId: randomId(),
      };
    });
    await context.module.get(ConsumerRunner).runBatch('verification.verify-support', messages);
    return messages.map(({ payload }) => payload.supportId);
  };
  const sql = <Row>(text: string, params: unknown[] = []) => asOwner(context.module).execute<Row[]>(text, params);
  const classes = async (ids: readonly string[]) => {
    const rows = await sql<{ id: string; of: string }>(
      `select id, reported_class || ' ' || registry_status as of from verification.support where id = any(?::uuid[])`,
      [`{${ids.join(',')}}`],
    );
    return ids.map((id) => rows.find((row) => row.id === id)?.of);
  };
  const exported = (cut?: string) => dispatcher.run(operator, new ExportRollQuestions({ cut }));
  const answerFile = async (text: string): Promise<string> => {
    const path = join(folder, `answers-${String((serial += 1))}.csv`);
    await writeFile(path, text);
    return path;
  };
  const imported = (path: string) =>
    importAnswers(path, (input) => dispatcher.run(operator, new ApplyRollAnswers(input)));

  it('leaves records in process until their answers arrive, and applies each answer once', async () => {
    const ids = await receive([ana, ben, { cic: '000000001', identificadorCiudadano: '000000002' }, ana]);
    expect(new Set(await classes(ids))).toEqual(new Set(['en-procesamiento en-procesamiento']));
    const { batchId, records, text } = await exported();
    expect([records, (await exported()).batchId]).toEqual([4, undefined]);
    // The file does not reveal whose support it is.
    const [{ folio, aspirant } = { folio: '', aspirant: '' }] = await sql<{ folio: string; aspirant: string }>(
      `select folio, aspirant_id as aspirant from verification.support where id = ?`,
      [ids[0]],
    );
    for (const secret of [folio, aspirant, ids[0], 'ANA MARÍA', 'ana@correo.example'])
      expect(text).not.toContain(secret);

    const path = await answerFile(await fakeRollHost([ana, ben], '2027-03-01')(text));
    expect(await imported(path)).toEqual({ applied: 4, repeated: 0, unknown: [], faults: [] });
    const found = 'mesa-de-control lista-nominal';
    expect(await classes(ids)).toEqual([found, found, 'mesa-de-control no-encontrado', found]);
    const marks = await sql(
      `select duplicate from verification.support where id = any(?::uuid[]) and duplicate is not null`,
      [`{${ids.join(',')}}`],
    );
    expect(marks).toEqual([{ duplicate: 'other-aspirant' }]);
    expect(await imported(path)).toEqual({ applied: 0, repeated: 4, unknown: [], faults: [] });
    expect(
      await sql(`select cut, source, outcome from verification.roll_answer where support_id = ?`, [ids[0]]),
    ).toEqual([{ cut: '2027-03-01', source: 'quien guarda el padrón', outcome: 'matched' }]);
    const audited = await sql<{ action: string }>(
      `select action from kernel.audit_entry where subject_kind = 'roll-exchange' and subject_id = ? order by id`,
      [batchId],
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'verification.export-roll-questions',
      'verification.apply-roll-answers',
      'verification.apply-roll-answers',
    ]);
  });

  it('is repeated for the close, and both answers are kept (decision 15)', async () => {
    const [id = ''] = await receive([{ cic: '900000001', identificadorCiudadano: '900000002' }]);
    const first = await exported();
    await imported(await answerFile(await fakeRollHost([ana], '2027-03-02')(first.text)));
    expect(await classes([id])).toEqual(['mesa-de-control no-encontrado']);
    const second = await exported('2027-04-01');
    const reissued = { ...ana, cic: '900000001', identificadorCiudadano: '900000002' };
    await imported(await answerFile(await fakeRollHost([reissued], '2027-04-01')(second.text)));
    expect(await classes([id])).toEqual(['mesa-de-control lista-nominal']);
    const answers = await sql<{ cut: string }>(
      `select cut from verification.roll_answer where support_id = ? order by id`,
      [id],
    );
    expect(answers.map(({ cut }) => cut)).toEqual(['2027-03-02', '2027-04-01']);
    expect((await exported('2027-04-01')).batchId).toBeUndefined();
  });

  it('rejects a truncated or altered file, and reports the invalid rows of a complete one', async () => {
    const ids = await receive([ana, ben, ben]);
    const { text, batchId = '' } = await exported();
    const answers = await fakeRollHost([ana, ben], '2027-03-03')(text);
    const half = answers.split('\n').slice(0, 3).join('\n');
    const altered = answers.replace('lista-nominal', 'padron');
    for (const wrong of [half, altered, `${answers}1,not-found\n`, '']) {
      await expect(imported(await answerFile(wrong))).rejects.toThrow(ExchangeFileError);
    }
    expect(new Set(await classes(ids))).toEqual(new Set(['en-procesamiento en-procesamiento']));

    const head = { batchId, cut: '2027-03-03', source: 'quien guarda el padrón' };
    const elector = { stableKey: 'S1', registryStatus: 'baja' as const, bajaCause: '' as const };
    const place = { entidad: '22', distrito: '01', municipio: '014', seccion: '0001' };
    const matched = { outcome: 'matched' as const, matchedBy: 'both' as const };
    const mixed = formatAnswerFile(head, [
      { question: 1, match: { outcome: 'not-found' } },
      // A baja without a cause.
      { question: 2, match: { ...matched, elector: { ...elector, ...place } } as never },
      { question: 99, match: { outcome: 'conflict' } },
    ]);
    expect(await imported(await answerFile(mixed))).toEqual({
      applied: 1,
      repeated: 0,
      unknown: [99],
      faults: [{ line: 4, fault: 'bajaCause' }],
    });
    expect(await imported(await answerFile(answers))).toMatchObject({ applied: 2, repeated: 1 });
    expect(await readFile(await answerFile(mixed), 'utf8')).not.toContain(ana.cic);
  });

  it('is available only to the operator of the installation', async () => {
    for (const role of ['derfe-operator', 'opl-administrator', 'opl-reviewer'] as const) {
      const official = { ...operator, kind: 'official' as const, permissions: new Set(ROLE_TABLE[role].permissions) };
      await expect(dispatcher.run(official, new ExportRollQuestions({}))).rejects.toMatchObject({
        code: 'ACCESS.FORBIDDEN',
      });
    }
  });
});
