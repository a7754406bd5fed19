import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asOwner, contextModule, type TestContext } from '../../../../test/support/app.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DESK_VERDICTS } from '../domain/desk-verdict.js';
import { markDuplicates } from '../../../../test/oracles/duplicates.js';
import { mayCount, reportedClass, type SupportFacts } from '../../../../test/oracles/reported-class.js';
import { ruleSets } from '../../../../test/oracles/rule-sets.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { canonicalJson, type Json } from '#electoral/wire';
import { ROLL_STATUSES, type RegistryStatus } from '#electoral/roll';
import { DEFAULT_RULE_SET } from '../domain/class-rules.js';
import { ApplyDeskVerdict, GetReviewFacts, GetSupport } from '../index.js';
import { VerificationModule } from '../verification.module.js';
import { ProcessesModule } from '../../processes/processes.module.js';
import { classificationSql } from './class-sql.js';

const STATUSES: readonly RegistryStatus[] = ['en-procesamiento', 'no-encontrado', ...ROLL_STATUSES];
const ASPIRANTS = [randomId(), randomId(), randomId()];

const facts = fc.record({
  channel: fc.constantFrom<SupportFacts['channel']>('app', 'paper'),
  registryStatus: fc.oneof(
    { weight: 3, arbitrary: fc.constant<RegistryStatus>('lista-nominal') },
    fc.constantFrom(...STATUSES),
  ),
  deskVerdict: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('sin-inconsistencia' as const, 'pendiente' as const) },
    fc.constantFrom(...DESK_VERDICTS),
  ),
  outOfPeriod: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
  inScope: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.boolean()),
  inExceptionRegime: fc.boolean(),
  withdrawn: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
  aspirant: fc.integer({ min: 0, max: 2 }),
  elector: fc.integer({ min: 0, max: 3 }),
  second: fc.integer({ min: 0, max: 3 }),
});
describe('classes and duplicates in one query (decisions 13 and 14)', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await contextModule([ProcessesModule, VerificationModule]);
  });
  afterAll(() => context.close());

  it('match a record-by-record evaluation, for any rules of an OPL or a court', async () => {
    const em = asOwner(context.module);
    const scenario = fc.tuple(fc.array(facts, { minLength: 1, maxLength: 14 }), ruleSets);
    await fc.assert(
      fc.asyncProperty(scenario, async ([all, ruleSet]) => {
        const contest = randomId();
        const rows = all.map((one, index) => ({
          ...one,
          id: randomId(),
          folio: `F-${String(index).padStart(3, '0')}-${contest}`,
          supportId: '',
          aspirantId: ASPIRANTS[one.aspirant] ?? '',
          receivedAt: new Date(Date.parse('2027-01-15T18:00:00Z') + one.second * 1000),
          // The last value means a record without a match.
          key: one.elector === 3 ? null : `${contest}${String(one.elector)}`,
        }));
        await em.execute(
          `insert into verification.support (id, folio, process_id, office_id, aspirant_id, entidad, channel, received_at,
             integrity_code, state, registry_status, elector_key, out_of_period, in_scope, in_exception_regime, blob_key,
             desk_verdict, withdrawn, reported_class)
           select id, folio, ?, ?, "aspirantId", '22', channel, "receivedAt", '', 'verified', "registryStatus",
             convert_to(key, 'UTF8'), "outOfPeriod", "inScope", "inExceptionRegime", '', "deskVerdict", withdrawn,
             'en-procesamiento'
           from jsonb_to_recordset(?::jsonb) as one (id uuid, folio text, "aspirantId" uuid, channel text,
             "receivedAt" timestamptz, "registryStatus" text, key text, "outOfPeriod" boolean, "inScope" boolean,
             "inExceptionRegime" boolean, "deskVerdict" text, withdrawn boolean)`,
          [contest, contest, JSON.stringify(rows)],
        );
        const classified = await em.execute<{ id: string; to_class: string; to_duplicate: string | null }[]>(
          classificationSql(`process_id = '${contest}'`, ruleSet),
        );
        const marks = new Map(
          groups(rows).flatMap((group) => [
            ...(group[0]?.key === null
              ? []
              : markDuplicates(
                  group.map((one) => ({ ...one, supportId: one.id, mayCount: mayCount(factsOf(one), ruleSet) })),
                  ruleSet.duplicates,
                )),
          ]),
        );
        const expected = rows.map((one) => {
          const duplicate = marks.get(one.id);
          return [one.id, duplicate ?? null, reportedClass({ ...factsOf(one), duplicate }, ruleSet)];
        });
        const seen = new Map(classified.map((one) => [one.id, one]));
        expect(rows.map(({ id }) => [id, seen.get(id)?.to_duplicate, seen.get(id)?.to_class])).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('come from rules that the database stores unchanged under their version', async () => {
    const em = asOwner(context.module);
    const stored = await em.execute<{ digest: string }[]>(
      'select version, rules, duplicates, digest from verification.class_rule_set where version = ?',
      [DEFAULT_RULE_SET.version],
    );
    const digest = createHash('sha256')
      .update(canonicalJson(DEFAULT_RULE_SET as unknown as Json))
      .digest('hex');
    expect(stored).toEqual([{ ...DEFAULT_RULE_SET, digest }]);
    await expect(em.execute(`update verification.class_rule_set set rules = '[]'`)).rejects.toThrow('never changes');
    await expect(em.execute('delete from verification.class_rule_set')).rejects.toThrow('never changes');
  });

  it('are stored with the version of the rules last applied', async () => {
    const em = asOwner(context.module);
    const dispatcher = context.module.get(Dispatcher);
    const [supportId, contest] = [randomId(), randomId()];
    await em.execute(
      `insert into verification.support (id, folio, process_id, office_id, aspirant_id, entidad, received_at,
         integrity_code, blob_key, state, registry_status, desk_verdict, reported_class, rule_set)
       values (?, ?, ?, ?, ?, '22', now(), '', '', 'verified', 'baja', 'sin-inconsistencia', 'baja', 'opl-22-1')`,
      [supportId, `F-${contest}`, contest, contest, randomId()],
    );
    const storedVersions = async () => {
      const { ruleSet, moves } = await dispatcher.ask(systemActor('spec'), new GetSupport({ supportId }));
      const facts = await dispatcher.ask(systemActor('spec'), new GetReviewFacts({ supportId }));
      return { ruleSet, moves: moves.length, facts: facts.ruleSet };
    };
    expect(await storedVersions()).toEqual({ ruleSet: 'opl-22-1', moves: 0, facts: 'opl-22-1' });
    const givenAt = context.clock.now().toISOString();
    const verdict = new ApplyDeskVerdict({ supportId, verdict: 'sin-inconsistencia', givenAt });
    expect(await dispatcher.run(systemActor('spec'), verdict)).toEqual({ reportedClass: 'baja' });
    expect(await storedVersions()).toEqual({ ruleSet: 'default-2', moves: 0, facts: 'default-2' });
  });
});

function factsOf(one: Omit<SupportFacts, 'duplicate'>): SupportFacts {
  return { ...one, duplicate: undefined };
}

/** Groups supports by elector; unmatched ones are separate. */
function groups<Row extends { readonly id: string; readonly key: string | null }>(rows: readonly Row[]): Row[][] {
  const byElector = new Map<string, Row[]>();
  for (const row of rows) byElector.set(row.key ?? row.id, [...(byElector.get(row.key ?? row.id) ?? []), row]);
  return [...byElector.values()];
}
