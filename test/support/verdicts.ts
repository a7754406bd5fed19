import type { INestApplicationContext } from '@nestjs/common';
import { GetDeskRecord, GiveVerdict, type VerdictReceipt } from '../../src/contexts/control-desk/index.js';
import type { Actor } from '../../src/kernel/access/actor.js';
import type { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { asOwner } from './app.js';

/** Gives a verdict on a record as its reviewer sees it now. */
export async function giveVerdict(
  dispatcher: Dispatcher,
  reviewer: Actor,
  given: Omit<GiveVerdict['input'], 'seen'>,
): Promise<VerdictReceipt> {
  const { version: seen } = await dispatcher.ask(reviewer, new GetDeskRecord({ supportId: given.supportId }));
  return dispatcher.run(reviewer, new GiveVerdict({ ...given, seen }));
}

/** Lets the jobs deliver all verdicts, as if none could be undone any more. For an app with the real time. */
export async function endUndoTime(app: INestApplicationContext): Promise<void> {
  await asOwner(app).execute(
    `update kernel.outbox_message set available_at = '-infinity' where type = 'control-desk.verdict-given'`,
  );
}
