import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { asOwner, contextModule, waitForBlockedSession } from '../../../test/support/app.js';
import { systemActor } from '../../kernel/access/actor.js';
import { randomBuffer, randomId } from '../../kernel/crypto/random.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { ReceiveSupports } from './commands/receive-supports.js';
import { WaitForInFlightUploads } from './index.js';
import { IntakeModule } from './intake.module.js';
import type { SupportManifest } from '#electoral/wire';

const { manifest } = JSON.parse(readFileSync(join(process.cwd(), 'docs', 'wire-vectors', 'v1.json'), 'utf8')) as {
  manifest: SupportManifest;
};

it('the close waits until an upload that started within the grace period is committed (§10.5, §13.2 A)', async () => {
  const context = await contextModule([
    ProcessesModule,
    AspirantsModule,
    AuxiliariesModule,
    DevicesModule,
    IntakeModule,
  ]);
  const dispatcher = context.module.get(Dispatcher);
  const system = systemActor('spec');
  const upload = new ReceiveSupports({
    uploads: [
      {
        manifest,
        integrityCode: randomBuffer(32),
        device: { ...manifest, officeId: randomId(), entidad: '22' },
        flags: [],
        graceEndsAt: context.clock.now(),
        blob: { key: 'one', size: 1, sha256: randomBuffer(32) },
      },
    ],
  });
  const stored = () => asOwner(context.module).execute<object[]>('select folio from intake.support');
  let found: Promise<object[]> = Promise.resolve([]);
  let received: Promise<unknown> = Promise.resolve();
  await asOwner(context.module).transactional(async (blocker) => {
    await blocker.execute('lock table intake.support in share mode');
    received = dispatcher.run(system, upload);
    await waitForBlockedSession(context, 'relation');
    context.clock.advance(1000);
    // Read as soon as the wait ends. The order of the two responses is not guaranteed.
    found = dispatcher
      .ask(system, new WaitForInFlightUploads({ processId: manifest.processId, entidad: '22' }))
      .then(stored);
    await waitForBlockedSession(context, 'advisory');
  });
  expect(await found).toEqual([{ folio: manifest.folio }]);
  await received;
  await context.close();
});
