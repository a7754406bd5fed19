import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetOfficialSession, ListOfficials } from '../../contexts/accounts/index.js';
import { AssignWorkload, GiveVerdict, ListDeskRecords, type Verdict } from '../../contexts/control-desk/index.js';
import { requireDemonstration } from './require-demonstration.js';

const seed = systemActor('demonstration.seed');
const ASSIGNED = 6;
const VERDICTS: readonly { readonly verdict: Verdict; readonly subReason?: string }[] = [
  { verdict: 'sin-inconsistencia' },
  { verdict: 'sin-inconsistencia' },
  { verdict: 'sin-inconsistencia' },
  { verdict: 'fotocopia', subReason: 'blanco-y-negro' },
];
const TRIES = 120;

/** The reviewer has begun: some records are reviewed, some assigned, the rest wait. @throws Error in production. */
export async function seedVerdicts(app: INestApplicationContext, processId: string): Promise<void> {
  requireDemonstration(app);
  const dispatcher = app.get(Dispatcher);
  const [reviewer] = await dispatcher.ask(seed, new ListOfficials({ role: 'opl-reviewer', limit: 1 }));
  const session = reviewer && (await dispatcher.ask(seed, new GetOfficialSession({ accountId: reviewer.id })));
  if (!session || !(await onDesk(dispatcher, processId))) return;
  await dispatcher.run(seed, new AssignWorkload({ processId, reviewerId: session.accountId, count: ASSIGNED }));
  const assigned = await dispatcher.ask(session.actor, new ListDeskRecords({ processId, mine: true }));
  for (const [nth, given] of VERDICTS.entries()) {
    const record = assigned[nth];
    if (record) await dispatcher.run(session.actor, new GiveVerdict({ supportId: record.supportId, ...given }));
  }
}

/** Records come to the desk by jobs, wherever those run. @returns false when they take too long. */
async function onDesk(dispatcher: Dispatcher, processId: string): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const waiting = await dispatcher.ask(seed, new ListDeskRecords({ processId, state: 'pendiente' }));
    if (waiting.length >= ASSIGNED) return true;
    await wait(250);
  }
  return false;
}
