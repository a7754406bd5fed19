import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventedTerritoryFile } from '../../../test/builders/index.js';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { anonymous, systemActor, type Actor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  GetOfficeRule,
  GetRuleChoices,
  LoadTerritory,
  RecordClosing,
  SetOfficeRule,
  thresholdOf,
  type ThresholdRule,
} from './index.js';
import { ProcessesModule } from './processes.module.js';
import { addOffice, createProcess } from '../../demonstration/world/index.js';

const operator = systemActor('operator');
const official = (entidad: string): Actor => ({ ...operator, kind: 'official', id: 'o', scope: { entidad } });
const rule: ThresholdRule = {
  requirement: { kind: 'share', basisPoints: 200, rounding: 'down' },
  cutOff: '2026-12-31',
  dispersion: {
    unit: 'section',
    units: { kind: 'share', basisPoints: 5000 },
    minimumBasisPoints: 100,
    rounding: 'up',
  },
};

describe('the threshold rule of an office', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let processId: string;
  let officeId: string;

  beforeAll(async () => {
    context = await contextModule([ProcessesModule], {}, '2027-01-05T18:00:00Z');
    dispatcher = context.module.get(Dispatcher);
    await dispatcher.run(operator, new LoadTerritory({ file: inventedTerritoryFile() }));
    ({ processId } = await createProcess(dispatcher, official('22'), { name: 'Proceso' }));
    ({ officeId } = await addOffice(dispatcher, official('22'), processId, {
      kind: 'ayuntamiento',
      name: 'Ayuntamiento de Querétaro',
      territory: '014',
    }));
  });
  afterAll(() => context.close());

  const set = (more: object = {}, actor = official('22')) =>
    dispatcher.run(actor, new SetOfficeRule({ officeId, rule, agreement: 'IEEQ/CG/A/001/27', ...more }));

  it('can be based on templates from other laws, offered with the number of units in the territory', async () => {
    const { templates, units } = await dispatcher.ask(official('22'), new GetRuleChoices({ officeId }));
    expect(units).toEqual({ 'local-district': 7, municipality: 1, section: 369, 'federal-district': 3 });
    const jalisco = templates.find(({ key }) => key === 'jalisco-gubernatura');
    const municipalities = Array.from({ length: 125 }, (_, index) => ({ key: String(index), electors: 1000 }));
    expect(jalisco && thresholdOf(jalisco.rule, { total: 125_000, units: municipalities })).toMatchObject({
      supports: 1250,
      dispersion: { unit: 'municipality', requiredUnits: 65 },
    });
    expect(templates.find(({ key }) => key === 'queretaro')?.rule).toMatchObject({
      requirement: { basisPoints: 200 },
      dispersion: null,
    });
  });

  it('requires an agreement, keeps every version with its reason, and is public', async () => {
    expect(await dispatcher.ask(anonymous(), new GetOfficeRule({ officeId }))).toEqual([]);
    await expect(set({ agreement: '' })).rejects.toMatchObject({ code: 'PROCESSES.RULE_AGREEMENT_MISSING' });
    expect(await set()).toEqual({ version: 1 });
    await expect(set()).rejects.toMatchObject({ code: 'PROCESSES.RULE_REASON_MISSING', field: 'reason' });
    await expect(set({ reason: 'Sentencia', version: 7 })).rejects.toMatchObject({
      code: 'PROCESSES.RULE_CHANGED_MEANWHILE',
    });
    const fixed = { ...rule, requirement: { kind: 'fixed', supports: 81_290 }, dispersion: null };
    expect(await set({ rule: fixed, reason: 'Sentencia', version: 1 })).toEqual({ version: 2 });
    expect(await dispatcher.ask(anonymous(), new GetOfficeRule({ officeId }))).toMatchObject([
      { version: 2, rule: fixed, reason: 'Sentencia', agreement: 'IEEQ/CG/A/001/27' },
      { version: 1, rule, reason: null },
    ]);
  });

  it('can be set only by its own OPL, and not once the results have been delivered (§13.2)', async () => {
    await expect(set({}, official('14'))).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    await dispatcher.run(operator, new RecordClosing({ processId, at: context.clock.now() }));
    await expect(set({ reason: 'Tarde' })).rejects.toMatchObject({ code: 'PROCESSES.PROCESS_CLOSED' });
  });
});
