import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { addOffice, createProcess, proveKey } from '../../demonstration/world/index.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { AuditLog } from '../../kernel/audit/audit-log.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { generateP256KeyPair } from '../../kernel/crypto/key-pair.js';
import { randomId } from '../../kernel/crypto/random.js';
import { encryptFor } from '../../kernel/crypto/signing.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  GetPeriodOfOffice,
  GetProcess,
  ListPublicKeys,
  ProveOplPublicKey,
  RegisterOplPublicKey,
  SetCapturePeriod,
  WaiveOplKey,
} from './index.js';
import { KeyPackages } from './jobs/key-packages.js';
import { ProcessesModule } from './processes.module.js';

const opl: Actor = { ...systemActor('opl'), kind: 'official', id: 'opl-22', scope: { entidad: '22' } };
const derfe = systemActor('derfe');
const REASON = 'El OPL la entregará después';

let context: TestContext;
let dispatcher: Dispatcher;
beforeAll(async () => {
  context = await contextModule([ProcessesModule], {}, '2027-01-05T18:00:00Z');
  dispatcher = context.module.get(Dispatcher);
});
afterAll(() => context.close());

/** Writes as a superuser who leaves no trace. */
const tamper = (text: string, params: unknown[] = []): Promise<unknown> =>
  asOwner(context.module).transactional(async (em) => {
    await em.execute('set local session_replication_role = replica');
    await em.execute(text, params);
  });

async function waitingContest(practice = false) {
  const { processId } = await createProcess(dispatcher, opl, { name: 'Proceso', practice });
  const { officeId } = await addOffice(dispatcher, opl, processId);
  const period = { name: 'Captación', opensAt: '2027-01-20T06:00:00Z', closesAt: '2027-02-20T06:00:00Z', active: true };
  const { periodId } = await dispatcher.run(opl, new SetCapturePeriod({ processId, officeId, ...period }));
  const mayCapture = async () => (await dispatcher.ask(opl, new GetPeriodOfOffice({ officeId }))).active;
  return { processId, officeId, periodId, mayCapture };
}

/** Registers a key as a release did in which keys had no test package. */
async function earlierKey(processId: string) {
  const { publicJwk, privateJwk } = await generateP256KeyPair();
  const { keyId } = await dispatcher.run(opl, new RegisterOplPublicKey({ processId, jwk: { ...publicJwk } }));
  await tamper('update processes.opl_public_key set test_package = null, test_digest = null where id = ?', [keyId]);
  return { keyId, privateJwk };
}

describe('the opening of capture, if someone can write to the database (decisions 4 and 66)', () => {
  const openInDatabase = (processId: string) =>
    tamper('update processes.process set key_ready_at = now() where id = ?', [processId]);

  it('needs a waiver that DERFE gave; a forged one does not suffice, nor does it prevent a genuine one', async () => {
    const { processId, mayCapture } = await waitingContest();
    await tamper(
      `insert into processes.opl_key_waiver (process_id, reason, actor_id, waived_at) values (?, 'x', 'derfe', now())`,
      [processId],
    );
    await openInDatabase(processId);
    expect(await mayCapture()).toBe(false);
    await dispatcher.run(derfe, new WaiveOplKey({ processId, reason: REASON }));
    expect(await mayCapture()).toBe(true);
  });

  it('needs a key that the OPL registered and proved that it holds', async () => {
    const { processId, mayCapture } = await waitingContest();
    const { publicJwk } = await generateP256KeyPair();
    const [keyId, secret] = [randomId(), Buffer.alloc(32, 7)];
    await tamper(
      `insert into processes.opl_public_key
         (id, process_id, thumbprint, jwk, late, actor_id, registered_at, test_package, test_digest)
       values (?, ?, 'x', ?::jsonb, false, 'opl-22', now(), ?, ?)`,
      [keyId, processId, JSON.stringify(publicJwk), await encryptFor(publicJwk, secret), sha256(secret)],
    );
    const proof = secret.toString('base64url');
    await expect(dispatcher.run(opl, new ProveOplPublicKey({ processId, keyId, proof }))).rejects.toMatchObject({
      code: 'PROCESSES.KEY_UNRECORDED',
    });
    await tamper(`insert into processes.opl_key_test (key_id, actor_id, tested_at) values (?, 'opl-22', now())`, [
      keyId,
    ]);
    await openInDatabase(processId);
    expect(await mayCapture()).toBe(false);
  });

  it('is not possible in a real process that was marked as practice', async () => {
    const { processId, mayCapture } = await waitingContest();
    await tamper('update processes.process set practice = true where id = ?', [processId]);
    expect(await mayCapture()).toBe(false);
    expect(await (await waitingContest(true)).mayCapture()).toBe(true);
  });

  it('is possible for a period that an earlier release set', async () => {
    const { processId, periodId, mayCapture } = await waitingContest();
    await openInDatabase(processId);
    const notes = [{ subject: ['capture-period', periodId] as const, stream: processId, details: { version: 1 } }];
    const what = { action: 'processes.set-capture-period', resource: { entidad: '22' }, notes };
    const earlier = { actor: opl, correlationId: randomId(), ...what };
    const em = context.module.get(EntityManager).fork();
    await em.transactional((own) => context.module.get(AuditLog).append(own, { ...earlier, outcome: 'done' }));
    expect(await mayCapture()).toBe(true);
  });
});

describe('a key that was registered before keys were tested (§13.1)', () => {
  it('can be proved once its test package is issued, and does not become late because of this', async () => {
    const contest = await waitingContest();
    const { processId } = contest;
    const { keyId, privateJwk } = await earlierKey(processId);
    context.clock.set('2027-01-15T18:00:00Z');
    const testPackage = async () =>
      (await dispatcher.ask(opl, new ListPublicKeys({ processId }))).map((key) => key.testPackage);
    expect(await testPackage()).toEqual([null]);
    await context.module.get(KeyPackages).run();
    const [issued] = await testPackage();
    expect(issued).toEqual(expect.any(String));
    await context.module.get(KeyPackages).run();
    expect(await testPackage()).toEqual([issued]);
    await proveKey(dispatcher, opl, processId, keyId, privateJwk);
    expect(await dispatcher.ask(opl, new GetProcess({ processId }))).toMatchObject({
      oplPublicKey: expect.any(Object),
      oplPublicKeyLate: false,
      mayOpen: true,
    });
    expect(await contest.mayCapture()).toBe(true);
  });
});
