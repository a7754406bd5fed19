import type { INestApplicationContext } from '@nestjs/common';
import { AuthenticMessages } from '../../src/kernel/jobs/authentic-messages.js';

/** Adopts all messages without a MAC, e.g. those that a spec inserted as an earlier release did. */
export async function adoptMessages(app: INestApplicationContext): Promise<void> {
  const messages = app.get(AuthenticMessages, { strict: false });
  const unsigned = await messages.unsigned();
  await messages.adopt(
    unsigned.reduce((sum, one) => sum + one.messages, 0),
    'spec',
  );
}
