import { CloseAccount, SuspendOfficial, type Role } from '../../src/contexts/accounts/index.js';
import { activeOfficial } from '../../src/demonstration/world/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import type { TestContext } from './app.js';

const system = systemActor('spec');

export interface Reviewer {
  readonly entidad?: string;
  readonly role?: Role;
  readonly status?: 'active' | 'suspended' | 'closed';
  readonly grantEndsAt?: string;
  /** Local part of the institutional e-mail address, which identifies the person. */
  readonly person?: string;
}

/** Creates the account of an official, by default an active reviewer. */
export async function reviewerAccount(
  { module, clock }: TestContext,
  { status = 'active', person, ...change }: Reviewer = {},
): Promise<string> {
  const dispatcher = module.get(Dispatcher);
  const email = person === undefined ? {} : { email: `${person}@opl22.example` };
  const accountId = await activeOfficial(dispatcher, system, clock.now(), { ...change, ...email });
  const reason = 'Dejó el cargo';
  if (status === 'suspended') await dispatcher.run(system, new SuspendOfficial({ accountId, reason }));
  if (status === 'closed') await dispatcher.run(system, new CloseAccount({ accountId, reason }));
  return accountId;
}
