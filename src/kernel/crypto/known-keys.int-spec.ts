import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { DatabaseRole } from '../database/database-role.js';
import { KnownKeys } from './known-keys.js';

let context: TestContext;
beforeAll(async () => {
  context = await contextModule([]);
}, 60_000);
afterAll(() => context.close());

describe('the register of keys', () => {
  it('is read as empty until an update has granted the application its privileges', async () => {
    await context.module.get(KnownKeys).record([{ kid: 'sample-1', thumbprint: 'a' }]);
    await asOwner(context.module).execute(`revoke usage on schema kernel from ${DatabaseRole.Application}`);
    expect(await context.module.get(KnownKeys).refresh()).toEqual(new Map());
    await asOwner(context.module).execute(`grant usage on schema kernel to ${DatabaseRole.Application}`);
    expect(await context.module.get(KnownKeys).refresh()).toEqual(new Map([['sample-1', 'a']]));
  });
});
