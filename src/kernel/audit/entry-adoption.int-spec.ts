import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { asOwner, contextModule, sealAudit, type TestContext } from '../../../test/support/app.js';
import { randomId } from '../crypto/random.js';
import { TransactionRunner } from '../messaging/transaction-runner.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditVerifier } from './audit-verifier.js';
import { EntryAdoption } from './entry-adoption.js';

let context: TestContext;
const sql = <Row extends object>(text: string): Promise<Row[]> => asOwner(context.module).execute<Row[]>(text);
const adoption = () => context.module.get(EntryAdoption);

const write = (subject: string): Promise<void> =>
  context.module.get(TransactionRunner).runAsSystem({ name: 'sample.write', correlationId: randomId() }, async () => {
    context.module.get(UnitOfWork).audit({ subject: ['answer', subject], stream: 'one' });
    return Promise.resolve();
  });
/** Writes an entry as someone with access to the database but not to the keys would. */
const forge = (action: string): Promise<unknown> =>
  sql(`insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
      subject_id, details, correlation_id, territory)
    select stream, at, actor_kind, actor_id, actor_label, '${action}', outcome, subject_kind, 'forged', details,
      correlation_id, territory from kernel.audit_entry where subject_id = 'new' limit 1`);

beforeAll(async () => {
  context = await contextModule([]);
  await write('old');
  await sql(`set session_replication_role = replica; update kernel.audit_entry set mac = null where subject_id = 'old';
    set session_replication_role = origin`);
  await write('new');
  await forge('sample.forged');
  await sealAudit(context);
}, 60_000);
afterAll(() => context.close());

describe('the adoption of audit entries without a MAC', () => {
  it('lists the entries by stream and action, with how many of them follow an entry with a MAC', async () => {
    expect(await adoption().list()).toMatchObject([
      { stream: 'one', action: 'sample.forged', entries: 1, late: 1 },
      { stream: 'one', action: 'sample.write', entries: 1, late: 0 },
    ]);
  });

  it('adopts nothing if their number is not the one that the operator confirmed', async () => {
    expect(await adoption().adopt(1, 'Actualización')).toBeUndefined();
    expect(await adoption().list()).toHaveLength(2);
  });

  it('adopts no entry that was written after the count', async () => {
    const sealer = context.module.get(AuditSealer);
    const seal = sealer.seal.bind(sealer);
    const sealing = jest.spyOn(sealer, 'seal').mockImplementationOnce(async () => {
      await forge('sample.late');
      return seal();
    });
    expect(await adoption().adopt(2, 'Actualización')).toBeGreaterThan(0);
    sealing.mockRestore();
    expect(await adoption().list()).toMatchObject([{ action: 'sample.late', entries: 1 }]);
    const kinds = (await context.module.get(AuditVerifier).verify()).faults.map(({ kind }) => kind);
    expect(kinds).toEqual(['entry-unsigned']);
  });

  it('adopts the confirmed entries and records their number with the reason', async () => {
    const seals = await adoption().adopt(1, 'Actualización');
    expect(seals).toBeGreaterThan(0);
    expect(await adoption().list()).toEqual([]);
    await sealAudit(context);
    expect((await context.module.get(AuditVerifier).verify()).faults).toEqual([]);
    expect(
      await sql(`select subject_id as subject, details from kernel.audit_entry where action = 'kernel.adopt-trail'
        order by id desc limit 1`),
    ).toEqual([{ subject: 'kernel.audit_entry', details: { reason: 'Actualización', records: 1, seals } }]);
  });
});
