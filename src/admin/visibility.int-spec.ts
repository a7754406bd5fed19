import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DiscoveryService } from '@nestjs/core';
import { BackOfficeScene } from '../../test/support/back-office-scene.js';
import { seedQueretaro, type RecordsOfQueretaro } from '../../test/support/two-opls.js';
import type { Actor } from '../kernel/access/actor.js';
import { visibility } from '../kernel/access/visibility.js';
import { randomId } from '../kernel/crypto/random.js';
import { DomainError } from '../kernel/errors/domain-error.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { querySpec, type KernelQuery, type UseCaseSpec } from '../kernel/messaging/specs.js';
import { UnitOfWork } from '../kernel/messaging/unit-of-work.js';
import { aspirantActor } from '../portal/portal-actor.js';

/** What asks each query for what is of Querétaro. A query that needs no input is not here. */
const INPUTS: Readonly<Record<string, (records: RecordsOfQueretaro) => object>> = {
  'accounts.get-account-request': ({ requestId }) => ({ requestId }),
  'accounts.get-contact': ({ accountId }) => ({ officialId: accountId }),
  'accounts.get-declaration': ({ accountId }) => ({ accountId }),
  'accounts.get-declaration-refusal': ({ accountId }) => ({ declarationId: accountId }),
  'accounts.get-official-session': ({ accountId }) => ({ accountId }),
  'accounts.get-request-oficio': ({ requestId }) => ({ requestId }),
  'accounts.get-signed-declaration': ({ accountId }) => ({ accountId }),
  'accounts.is-active-reviewer': ({ reviewerId }) => ({ accountId: reviewerId, entidad: '22' }),
  'accounts.list-accounts-of-person': ({ accountId }) => ({ accountIds: [accountId] }),
  'accounts.list-active-reviewers': () => ({ entidad: '22' }),
  'accounts.list-contacts': () => ({ entidad: '22', role: 'opl-reviewer' }),
  'accounts.list-grant-choices': () => ({ entidad: '22' }),
  'accounts.get-official-names': ({ accountId }) => ({ ids: [accountId] }),
  ...each(
    ({ aspirantId }) => ({ aspirantId }),
    'aspirants.get-aspirant',
    'aspirants.get-aspirant-contact',
    'aspirants.get-aspirant-data',
    'aspirants.get-aspirant-history',
    'aspirants.get-aspirant-mail',
    'aspirants.get-confirmation-sheet',
    'aspirants.get-signed-sheet',
    'auxiliaries.count-auxiliaries',
    'auxiliaries.get-aspirant-duties',
    'auxiliaries.list-auxiliaries-of-aspirant',
    'auxiliaries.list-custody-requests',
    'auxiliaries.list-imports',
    'verification.get-support-figures',
    'verification.list-supports',
  ),
  'aspirants.get-former-address': ({ aspirantId }) => ({ aspirantId, correctionId: aspirantId }),
  'aspirants.get-emblem': ({ aspirantId }) => ({ aspirantId, size: 'large' }),
  ...each(
    ({ auxiliaryId }) => ({ auxiliaryId }),
    'auxiliaries.get-auxiliary',
    'auxiliaries.get-auxiliary-contact',
    'auxiliaries.get-auxiliary-record',
    'auxiliaries.get-device-holder',
    'auxiliaries.get-responsiva',
    'auxiliaries.identify-auxiliary',
    'intake.list-receipts',
  ),
  'auxiliaries.get-custody-act': ({ custodyRequestId }) => ({ requestId: custodyRequestId }),
  'devices.get-device': ({ deviceId }) => ({ deviceId }),
  'devices.get-device-review': ({ deviceId }) => ({ deviceId }),
  'devices.get-enrolment-image': ({ deviceId }) => ({ deviceId, part: 'anverso' }),
  'devices.get-enrolment-policy': () => ({ entidad: '22' }),
  'auxiliaries.get-import': ({ importId }) => ({ importId }),
  'auxiliaries.get-import-answer': ({ importId }) => ({ importId }),
  'auxiliaries.get-paper': ({ auxiliaryId }) => ({ auxiliaryId, kind: 'responsiva' }),
  'devices.identify-device': ({ deviceId }) => ({ deviceId }),
  'auxiliaries.list-import-findings': () => ({ entidad: '22' }),
  'auxiliaries.get-auxiliary-names': ({ auxiliaryId }) => ({ auxiliaryIds: [auxiliaryId] }),
  'auxiliaries.reveal-auxiliary': ({ auxiliaryId }) => ({ auxiliaryId, reason: 'review', reference: 'Oficio 1' }),
  'control-desk.get-desk-record': ({ supportId }) => ({ supportId }),
  'control-desk.get-open-work': ({ accountId }) => ({ reviewerIds: [accountId] }),
  'intake.get-maintenance-notice': ({ supportId }) => ({ maintenanceId: supportId }),
  'intake.await-receptions': ({ processId }) => ({ processId, entidad: '22' }),
  ...each(
    ({ processId }) => ({ processId }),
    'control-desk.get-desk-figures',
    'control-desk.list-desk-records',
    'control-desk.list-workloads',
    'intake.count-unreceived',
    'intake.list-unreceived',
    'processes.get-calendar',
    'processes.get-process',
    'processes.list-periods',
    'processes.list-public-keys',
    'results.get-closing-state',
    'results.get-desk-conclusion',
  ),
  'kernel.get-long-job': ({ jobId }) => ({ jobId }),
  'processes.find-process-by-code': ({ idProceso }) => ({ idProceso }),
  'processes.get-legal-date': ({ dateId }) => ({ dateId }),
  'processes.get-office': ({ officeId }) => ({ officeId }),
  'processes.get-period-of-office': ({ officeId }) => ({ officeId }),
  'processes.get-rule-choices': ({ officeId }) => ({ officeId }),
  'processes.get-office-names': ({ officeId }) => ({ officeIds: [officeId] }),
  'results.download-delivery': ({ deliveryId }) => ({ deliveryId }),
  'verification.count-answers-due': ({ processId }) => ({ processId, entidad: '22' }),
  'verification.count-by-class': ({ processId }) => ({ processId, entidad: '22' }),
  'verification.get-citizen-contact': ({ supportId }) => ({ supportId }),
  'verification.get-evidence': ({ supportId }) => ({ supportId, part: 'anverso' }),
  'verification.get-review-facts': ({ supportId }) => ({ supportId }),
  'verification.get-signals': ({ supportId }) => ({ supportId }),
  'verification.get-support': ({ supportId }) => ({ supportId }),
};

function each<Input>(input: Input, ...names: string[]): Record<string, Input> {
  return Object.fromEntries(names.map((name) => [name, input]));
}

type Query = new (input: object) => KernelQuery<object, unknown>;

interface Outcome {
  readonly text: string;
  /** It neither answered nor refused. */
  readonly failure?: string;
}

interface Asked {
  readonly name: string;
  readonly official: Outcome;
  readonly aspirant: Outcome | undefined;
  readonly withoutLimits: Outcome;
}

const asked: Asked[] = [];
const withoutInput: string[] = [];
let scene: BackOfficeScene;
let records: RecordsOfQueretaro;

/** The query of a handler, as the query bus finds it. */
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
  try {
    return { text: JSON.stringify({ answer: await scene.app.get(Dispatcher).ask(actor, query) }) };
  } catch (error) {
    const text = error instanceof DomainError ? error.code : String(error);
    return error instanceof DomainError || text.includes('ENOENT') ? { text } : { text, failure: text };
  }
}

/** The same question with nothing hidden: neither a row nor a record. */
async function withoutLimits(actor: Actor, query: KernelQuery<object, unknown>): Promise<Outcome> {
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

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  records = await seedQueretaro(scene);
  const known = queries();
  const official: Actor = {
    kind: 'official',
    // Of Querétaro, so that what an official asks about themselves finds somebody.
    id: records.accountId,
    label: 'Jalisco',
    permissions: new Set(known.map(([, { permission }]) => permission)),
    scope: { entidad: '14' },
  };
  const aspirant = aspirantActor(randomId());
  for (const [query, { name, permission, unscoped, input }] of known) {
    if (unscoped !== undefined) continue;
    const given = INPUTS[name]?.(records) ?? {};
    if (!input.safeParse(given).success) {
      withoutInput.push(name);
      continue;
    }
    asked.push({
      name,
      official: await outcomeOf(official, new query(given)),
      aspirant: aspirant.permissions.has(permission) ? await outcomeOf(aspirant, new query(given)) : undefined,
      withoutLimits: await withoutLimits(official, new query(given)),
    });
  }
}, 300_000);
afterAll(() => scene.close());

/** Ids of records of Querétaro in what was answered. */
const seen = ({ text }: Outcome): string[] => {
  const ids: readonly string[] = Object.values(records);
  return ids.filter((id) => text.includes(id));
};

describe('every query that has a scope', () => {
  it('is asked here', () => {
    expect(withoutInput).toEqual([]);
    expect(asked.length).toBeGreaterThan(80);
    const names = new Set(asked.map(({ name }) => name));
    expect(Object.keys(INPUTS).filter((name) => !names.has(name))).toEqual([]);
  });

  it('answers or refuses', () => {
    const failures = asked.flatMap(({ name, official, aspirant, withoutLimits: open }) =>
      [official, aspirant, open].flatMap((outcome) => (outcome?.failure ? [`${name}: ${outcome.failure}`] : [])),
    );
    expect(failures).toEqual([]);
  });

  it('shows nothing of Querétaro to an official of Jalisco', () => {
    expect(asked.filter(({ official }) => seen(official).length > 0).map(({ name }) => name)).toEqual([]);
  });

  it('shows nothing of an aspirant to another', () => {
    const open = asked.filter(({ aspirant }) => aspirant !== undefined && seen(aspirant).length > 0);
    expect(open.map(({ name }) => name)).toEqual([]);
  });

  it('would show it if the limits of the actor were not asked', () => {
    const same = asked.filter(({ official, withoutLimits: open }) => official.text === open.text);
    expect(same.map(({ name, official }) => `${name}: ${official.text}`)).toEqual([]);
  });
});
