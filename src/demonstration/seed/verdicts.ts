import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetOfficialSession, ListOfficials } from '../../contexts/accounts/index.js';
import {
  AssignWorkload,
  GiveVerdict,
  ListDeskRecords,
  type DeskRecordView,
  type Verdict,
} from '../../contexts/control-desk/index.js';
import { requireDemonstration } from './require-demonstration.js';

const seed = systemActor('demonstration.seed');
const ASSIGNED = 6;
const VERDICTS: readonly { readonly verdict: Verdict; readonly subReason?: string }[] = [
  { verdict: 'sin-inconsistencia' },
  { verdict: 'sin-inconsistencia' },
  { verdict: 'sin-inconsistencia' },
  { verdict: 'fotocopia', subReason: 'blanco-y-negro' },
];
const MAX_ATTEMPTS = 120;

/**
 * Seeds the control desk: some records are reviewed, some assigned, the rest pending. Idempotent.
 * @throws Error in production.
 */
export async function seedVerdicts(app: INestApplicationContext, processId: string): Promise<void> {
  requireDemonstration(app);
  const dispatcher = app.get(Dispatcher);
  const {
    rows: [reviewer],
  } = await dispatcher.ask(seed, new ListOfficials({ role: 'opl-reviewer', limit: 1 }));
  const session = reviewer && (await dispatcher.ask(seed, new GetOfficialSession({ accountId: reviewer.id })));
  const records = await waitForRecords(dispatcher, processId);
  if (!session || records.length < ASSIGNED) return;
  if (records.every(({ state }) => state === 'pendiente')) {
    await dispatcher.run(seed, new AssignWorkload({ processId, reviewerId: session.accountId, count: ASSIGNED }));
  }
  const assigned = await dispatcher.ask(session.actor, new ListDeskRecords({ processId, mine: true }));
  const given = records.filter(({ state }) => state === 'revisado').length;
  const open = assigned.filter(({ state }) => state === 'asignado');
  for (const [nth, verdict] of VERDICTS.slice(given).entries()) {
    const record = open[nth];
    if (!record) continue;
    const { supportId, version: seen } = record;
    await dispatcher.run(session.actor, new GiveVerdict({ supportId, seen, ...verdict }));
  }
}

/** Waits until jobs have brought enough records to the desk. Returns fewer after the last attempt. */
async function waitForRecords(dispatcher: Dispatcher, processId: string): Promise<readonly DeskRecordView[]> {
  for (let attempt = 1; ; attempt += 1) {
    const records = await dispatcher.ask(seed, new ListDeskRecords({ processId, limit: 500 }));
    if (records.length >= ASSIGNED || attempt === MAX_ATTEMPTS) return records;
    await wait(250);
  }
}
