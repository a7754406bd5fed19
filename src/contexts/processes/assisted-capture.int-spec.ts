import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { anonymous, systemActor, type Actor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetAssistedCapture, RecordClosing, SetAssistedCapture } from './index.js';
import { ProcessesModule } from './processes.module.js';
import { createProcess } from '../../demonstration/world/index.js';

const operator = systemActor('operator');
const official = (entidad: string): Actor => ({ ...operator, kind: 'official', id: 'o', scope: { entidad } });

describe('the assisted-capture rule of an OPL (decision 31)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let processId: string;

  beforeAll(async () => {
    context = await contextModule([ProcessesModule], {}, '2027-01-05T18:00:00Z');
    dispatcher = context.module.get(Dispatcher);
    ({ processId } = await createProcess(dispatcher, official('22'), { name: 'Proceso' }));
  });
  afterAll(() => context.close());

  const allow = (more: object = {}, actor = official('22')) =>
    dispatcher.run(
      actor,
      new SetAssistedCapture({
        processId,
        allowed: true,
        reasons: ['No puede firmar'],
        agreement: 'IEEQ/CG/A/001/27',
        ...more,
      }),
    );

  it('does not allow assisted capture by default', async () => {
    expect(await dispatcher.ask(anonymous(), new GetAssistedCapture({ processId }))).toEqual([]);
  });

  it.each([
    [{ reasons: [] }, 'PROCESSES.ASSISTED_REASONS_MISSING', 'reasons'],
    [{ reasons: ['a'.repeat(121)] }, 'PROCESSES.ASSISTED_REASON_TOO_LONG', 'reasons'],
    [
      { reasons: Array.from({ length: 13 }, (_, index) => `Motivo ${String(index)}`) },
      'PROCESSES.ASSISTED_REASONS_TOO_MANY',
      'reasons',
    ],
    [{ agreement: '' }, 'PROCESSES.ASSISTED_AGREEMENT_MISSING', 'agreement'],
    [{ version: 4 }, 'PROCESSES.ASSISTED_CHANGED_MEANWHILE', undefined],
  ])('rejects %j', async (more, code, field) => {
    await expect(allow(more)).rejects.toMatchObject({ code, ...(field !== undefined && { field }) });
  });

  it('keeps every version, and can disallow assisted capture without an agreement', async () => {
    expect(await allow({ version: 0 })).toEqual({ version: 1 });
    expect(await allow({ allowed: false, agreement: '', version: 1 })).toEqual({ version: 2 });
    expect(await dispatcher.ask(anonymous(), new GetAssistedCapture({ processId }))).toMatchObject([
      { version: 2, allowed: false, reasons: [], agreement: null },
      { version: 1, allowed: true, reasons: ['No puede firmar'], agreement: 'IEEQ/CG/A/001/27' },
    ]);
  });

  it('can be set only by its own OPL, and not once the results have been delivered (§13.2)', async () => {
    await expect(allow({}, official('14'))).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    await dispatcher.run(operator, new RecordClosing({ processId, at: context.clock.now() }));
    await expect(allow()).rejects.toMatchObject({ code: 'PROCESSES.PROCESS_CLOSED' });
  });
});
