import { randomId } from '../../kernel/crypto/random.js';
import type { Actor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { createAccountByOficio, declare, type RequestedAccount } from '../seed/officials.js';

/** Creates an active reviewer account in Querétaro, requested by oficio; `change` overrides its data. */
export async function activeOfficial(
  dispatcher: Dispatcher,
  actor: Actor,
  now: Date,
  change: Partial<RequestedAccount> = {},
): Promise<string> {
  const name = `persona.${randomId()}`;
  const person = { fullName: 'Elena Paz Orduña', position: 'Técnica', phone: '442 555 0300' };
  const entidad = change.entidad ?? '22';
  const accountId = await createAccountByOficio(
    dispatcher,
    actor,
    {
      ...person,
      email: `${name}@opl${entidad}.example`,
      account: `${name}@ine.mx`,
      role: 'opl-reviewer',
      processId: null,
      grantEndsAt: '2028-01-01T00:00:00Z',
      ...change,
      entidad,
    },
    now,
  );
  await declare(dispatcher, accountId);
  return accountId;
}
