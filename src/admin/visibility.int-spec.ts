import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DiscoveryService } from '@nestjs/core';
import { asOwner } from '../../test/support/app.js';
import { BackOfficeScene } from '../../test/support/back-office-scene.js';
import { contextRecords, recordsFile, type RecordsOfOpl } from '../../test/support/opl-records.js';
import { seedTwoOpls } from '../../test/support/two-opls.js';
import type { Actor } from '../kernel/access/actor.js';
import { rowLevelSecurity } from '../kernel/access/row-level-security.js';
import { visibility } from '../kernel/access/visibility.js';
import { randomId } from '../kernel/crypto/random.js';
import { DomainError } from '../kernel/errors/domain-error.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { querySpec, type KernelQuery, type UseCaseSpec } from '../kernel/messaging/specs.js';
import { UnitOfWork } from '../kernel/messaging/unit-of-work.js';
import { aspirantActor } from '../portal/portal-actor.js';

type Query = new (input: object) => KernelQuery<object, unknown>;

interface Outcome {
  readonly text: string;
  /** Set if the query neither returned a result nor refused. */
  readonly failure?: string;
}

/** The actors who query the records of one OPL. */
interface Actors {
  readonly official: Actor;
  readonly aspirant: Actor;
}

/** A query for the records of one OPL, with its outcomes. */
interface QueryCase {
  readonly name: string;
  readonly query: KernelQuery<object, unknown>;
  readonly own: RecordsOfOpl;
  readonly other: RecordsOfOpl;
  /** By actor, e.g. `own.official`. An aspirant has no outcome if the portal's permissions do not include the query. */
  readonly outcomes: Map<string, Outcome>;
}

const contexts = await contextRecords();
const inputs = new Map([...contexts.values()].flatMap((records) => Object.entries(records.inputs)));
/** Queries whose results contain the ids of their input. */
const ECHOES = new Set(['accounts.list-accounts-of-person']);
const NOT_FOR_OPLS = new Set([...contexts.values()].flatMap(({ notForOpls = [] }) => notForOpls));
/** Queries that find nothing among the seeded records. */
const WITHOUT_RECORDS: Readonly<Record<string, string>> = {
  'accounts.get-correction-notice': 'only the system sends it; declaration-review.int-spec.ts tests it',
  'aspirants.list-shared-mailboxes': 'mailboxes.int-spec.ts tests it',
  'auxiliaries.list-shared-mailboxes': 'mailboxes.int-spec.ts tests it',
  'control-desk.count-pending-verdicts': 'only the system sends it',
  'control-desk.list-newest-verdicts': 'only the system sends it',
};
/** Queries whose answer the database does not limit, each with the reason. */
const SAME_FOR_ALL: Readonly<Record<string, string>> = {
  'accounts.get-declaration-refusal': 'its subject is not seeded',
  'accounts.list-accounts-of-person': 'the only account of the person is the input',
  ...WITHOUT_RECORDS,
  'intake.get-maintenance-notice': 'announced to everyone',
  'intake.wait-for-in-flight-uploads': 'returns nothing',
  'kernel.get-system-status': 'the figures of the whole installation, which no OPL may ask for',
};
const queryCases: QueryCase[] = [];
const withoutInput: string[] = [];
let scene: BackOfficeScene;
let lastSeededEntry: string;

/** The query class of a handler, by the same metadata that the query bus reads. */
const queryOf = (handler: object): Query | undefined =>
  Reflect.getMetadata('__queryHandler__', handler) as Query | undefined;

function queries(): (readonly [Query, UseCaseSpec])[] {
  const handlers = scene.app
    .get(DiscoveryService, { strict: false })
    .getProviders()
    .flatMap(({ metatype }) => (metatype ? [queryOf(metatype)] : []));
  return handlers.flatMap((query) => {
    const spec = query && querySpec(query.prototype as object);
    return query && spec ? [[query, spec] as const] : [];
  });
}

async function outcomeOf(actor: Actor, query: KernelQuery<object, unknown>): Promise<Outcome> {
  await deleteQueryEntries();
  try {
    return { text: JSON.stringify({ answer: await scene.app.get(Dispatcher).ask(actor, query) }) };
  } catch (error) {
    const text = error instanceof DomainError ? error.code : String(error);
    return error instanceof DomainError || text.includes('ENOENT') ? { text } : { text, failure: text };
  }
}

/** Deletes the audit entries of earlier queries, because they name the query and its actor. */
async function deleteQueryEntries(): Promise<void> {
  await asOwner(scene.app).transactional(async (em) => {
    await em.execute('set local session_replication_role = replica');
    await em.execute('delete from kernel.audit_entry where id > ?', [lastSeededEntry]);
  });
}

/** The outcome without row limits and without authorization: only the database still limits the rows. */
async function withoutKernelLimits(actor: Actor, query: KernelQuery<object, unknown>): Promise<Outcome> {
  const limits = jest.spyOn(visibility, 'limits').mockReturnValue([]);
  const authorize = jest.spyOn(UnitOfWork.prototype, 'authorize').mockImplementation(function (this: UnitOfWork) {
    this.authorizeByProof();
  });
  try {
    return await outcomeOf(actor, query);
  } finally {
    limits.mockRestore();
    authorize.mockRestore();
  }
}

/** The outcome without any limit. */
async function withoutLimits(actor: Actor, query: KernelQuery<object, unknown>): Promise<Outcome> {
  const databaseLimits = jest.spyOn(rowLevelSecurity, 'of').mockReturnValue(undefined);
  try {
    return await withoutKernelLimits(actor, query);
  } finally {
    databaseLimits.mockRestore();
  }
}

/** An entidad without records. */
const ENTIDAD_WITHOUT_RECORDS = '09';

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  const [queretaro, jalisco] = await seedTwoOpls(scene);
  const [last] = await asOwner(scene.app).execute<{ id: string }[]>('select max(id) as id from kernel.audit_entry');
  lastSeededEntry = last?.id ?? '0';
  const known = queries();
  const permissions = new Set(known.map(([, { permission }]) => permission));
  for (const [query, { name, unscoped, input }] of known) {
    if (unscoped !== undefined) continue;
    for (const [own, other] of [
      [queretaro, jalisco],
      [jalisco, queretaro],
    ] as const) {
      const queryInput = inputs.get(name)?.(own) ?? {};
      if (input.safeParse(queryInput).success) {
        queryCases.push({ name, query: new query(queryInput), own, other, outcomes: new Map() });
      } else withoutInput.push(`${name} has no input: add it to ${recordsFile(name)}`);
    }
  }
  /** The account id always belongs to `own`, so that queries about the caller's own account find a row. */
  const official = (entidad: string, { accountId: id }: RecordsOfOpl): Actor => ({
    ...{ kind: 'official', id, label: 'OPL', permissions, scope: { entidad } },
  });
  const actorsByRelation: Readonly<Record<string, (one: QueryCase) => Actors>> = {
    own: ({ own }) => ({ official: official(own.entidad, own), aspirant: aspirantActor(own.aspirantId) }),
    other: ({ own, other }) => ({
      official: official(other.entidad, own),
      aspirant: aspirantActor(other.aspirantId),
    }),
    withoutRecords: ({ own }) => ({
      official: official(ENTIDAD_WITHOUT_RECORDS, own),
      aspirant: aspirantActor(randomId()),
    }),
  };
  for (const [who, actorsOf] of Object.entries(actorsByRelation)) {
    for (const one of queryCases) {
      for (const [kind, actor] of Object.entries(actorsOf(one)) as [string, Actor][]) {
        const { permission = '' } = querySpec(one.query) ?? {};
        if (actor.permissions.has(permission)) one.outcomes.set(`${who}.${kind}`, await outcomeOf(actor, one.query));
      }
    }
  }
  for (const { query, own, other, outcomes } of queryCases) {
    outcomes.set('withoutKernelLimits', await withoutKernelLimits(official(other.entidad, own), query));
    outcomes.set('ownWithoutKernelLimits', await withoutKernelLimits(official(own.entidad, own), query));
    const nobody = official(ENTIDAD_WITHOUT_RECORDS, own);
    outcomes.set('withoutRecordsWithoutKernelLimits', await withoutKernelLimits(nobody, query));
    outcomes.set('withoutLimits', await withoutLimits(official(other.entidad, own), query));
  }
}, 300_000);
afterAll(() => scene.close());

/** The ids of an OPL's records that an outcome contains. */
const visibleIds = (
  { outcomes }: QueryCase,
  who: string,
  { entidad: _entidad, ...records }: RecordsOfOpl,
): string[] => {
  const ids: readonly string[] = Object.values(records);
  return ids.filter((id) => outcomes.get(who)?.text.includes(id));
};

/** Whether two actors got the same outcome; false if the first has none. */
const sameAnswer = ({ outcomes }: QueryCase, one: string, another: string): boolean =>
  outcomes.has(one) && outcomes.get(one)?.text === outcomes.get(another)?.text;

const casesWhere = (matches: (one: QueryCase) => boolean): string[] =>
  queryCases.filter(matches).map(({ name, own }) => `${name} of ${own.entidad}`);

describe('every query that has a scope', () => {
  it('is tested here, with its input defined in the file of its own context', () => {
    expect(withoutInput).toEqual([]);
    expect(queryCases.length).toBeGreaterThan(2 * 80);
    const names = new Set(queryCases.map(({ name }) => name));
    expect([...inputs.keys()].filter((name) => !names.has(name))).toEqual([]);
    const misplaced = [...contexts].flatMap(([context, records]) =>
      Object.keys(records.inputs).filter((name) => !name.startsWith(`${context}.`)),
    );
    expect(misplaced).toEqual([]);
  });

  it('returns a result or a refusal', () => {
    const failures = queryCases.flatMap(({ name, outcomes }) =>
      [...outcomes].flatMap(([who, { failure }]) => (failure ? [`${name}, ${who}: ${failure}`] : [])),
    );
    expect(failures).toEqual([]);
  });

  it('shows no record of an OPL to an official of another OPL', () => {
    expect(casesWhere((one) => visibleIds(one, 'other.official', one.own).length > 0)).toEqual([]);
    expect(casesWhere((one) => visibleIds(one, 'own.official', one.other).length > 0)).toEqual([]);
  });

  it('shows no record of an aspirant to another aspirant', () => {
    expect(casesWhere((one) => visibleIds(one, 'other.aspirant', one.own).length > 0)).toEqual([]);
    expect(casesWhere((one) => visibleIds(one, 'own.aspirant', one.other).length > 0)).toEqual([]);
  });

  it('returns more to an official or aspirant with records than to one without', () => {
    // A difference for one OPL suffices: only Querétaro has a territory catalogue.
    const distinguished = new Set(
      queryCases.flatMap((one) => (sameAnswer(one, 'own.official', 'withoutRecords.official') ? [] : [one.name])),
    );
    const withoutRow = new Set(
      queryCases.flatMap(({ name }) => (distinguished.has(name) || NOT_FOR_OPLS.has(name) ? [] : [name])),
    );
    expect([...withoutRow].map((name) => `${name} finds no row: seed one in ${recordsFile(name)}`)).toEqual([]);
    const queried = new Set(queryCases.map(({ name }) => name));
    // Two refusals of a query that no OPL may run can differ, because the database hides the row from one of them.
    const answered = new Set(
      queryCases.flatMap((one) => (one.outcomes.get('own.official')?.text.startsWith('{"answer"') ? [one.name] : [])),
    );
    expect(
      [...NOT_FOR_OPLS].filter((name) => (distinguished.has(name) && answered.has(name)) || !queried.has(name)),
    ).toEqual([]);
    expect(
      casesWhere((one) => !NOT_FOR_OPLS.has(one.name) && sameAnswer(one, 'own.aspirant', 'withoutRecords.aspirant')),
    ).toEqual([]);
  });

  it('shows an official every record of their OPL that it would show an actor without limits', () => {
    const hidden = casesWhere((one) => {
      const shown = visibleIds(one, 'own.official', one.own);
      return !NOT_FOR_OPLS.has(one.name) && visibleIds(one, 'withoutLimits', one.own).some((id) => !shown.includes(id));
    });
    expect(hidden).toEqual([]);
  });

  it('shows no record of an OPL to an official of another OPL even without the scope conditions that the kernel adds to the SQL', () => {
    const shows = (one: QueryCase, who: string, of: RecordsOfOpl) =>
      !ECHOES.has(one.name) && visibleIds(one, who, of).length > 0;
    expect(casesWhere((one) => shows(one, 'withoutKernelLimits', one.own))).toEqual([]);
    expect(casesWhere((one) => shows(one, 'ownWithoutKernelLimits', one.other))).toEqual([]);
    // Without the limits of the database as well, most of these queries show such records: the test is not vacuous.
    const leaking = queryCases.filter((one) => visibleIds(one, 'withoutLimits', one.own).length > 0);
    expect(leaking.length).toBeGreaterThan(queryCases.length / 3);
  });

  it('returns the same result to every OPL that does not own the records, even without the scope conditions that the kernel adds', () => {
    // Without an input, an official of another OPL gets the records of that OPL; the next test covers them.
    const different = casesWhere(
      (one) => inputs.has(one.name) && !sameAnswer(one, 'withoutKernelLimits', 'withoutRecordsWithoutKernelLimits'),
    );
    expect(different).toEqual([]);
    // Without the limits of the database, the answers of all these queries differ: the test is not vacuous.
    const limited = new Set(
      queryCases.flatMap((one) =>
        sameAnswer(one, 'withoutLimits', 'withoutRecordsWithoutKernelLimits') ? [] : [one.name],
      ),
    );
    const empty = new Set(queryCases.flatMap(({ name }) => (limited.has(name) || name in SAME_FOR_ALL ? [] : [name])));
    expect([...empty]).toEqual([]);
    expect(Object.keys(SAME_FOR_ALL).filter((name) => limited.has(name))).toEqual([]);
  });

  it('returns the same result to an official with and without the scope conditions that the kernel adds to the SQL', () => {
    expect(
      casesWhere((one) => !NOT_FOR_OPLS.has(one.name) && !sameAnswer(one, 'own.official', 'ownWithoutKernelLimits')),
    ).toEqual([]);
  });

  it('shows an official every record of their OPL despite the limits of the database', () => {
    const hidden = casesWhere((one) => {
      const shown = visibleIds(one, 'ownWithoutKernelLimits', one.own);
      return !NOT_FOR_OPLS.has(one.name) && visibleIds(one, 'withoutLimits', one.own).some((id) => !shown.includes(id));
    });
    expect(hidden).toEqual([]);
  });

  it('would show records of the other OPL if the actor had no limits', () => {
    const open = new Set(
      queryCases.flatMap((one) => (sameAnswer(one, 'other.official', 'withoutLimits') ? [] : [one.name])),
    );
    expect(casesWhere(({ name }) => !open.has(name) && !(name in WITHOUT_RECORDS))).toEqual([]);
  });
});
