import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, sealAudit, type TestContext } from '../../../test/support/app.js';
import { systemActor, type Actor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { Dispatcher } from '../messaging/dispatcher.js';
import { AuditLog } from './audit-log.js';
import { AuditVerifier } from './audit-verifier.js';
import { FindAuditEntries, type AuditEntry } from './find-audit-entries.js';

const auditor = (entidad: string): Actor => ({
  kind: 'official',
  id: `auditor-${entidad}`,
  label: 'Auditoría',
  permissions: new Set(['audit.read']),
  scope: { entidad },
});

let context: TestContext;
const process = randomId();

/** Appends an entry by an official of this entidad. */
async function append(
  entidad: string | undefined,
  action: string,
  subject: string,
  stream = 'system',
  reason?: string,
): Promise<void> {
  const em = asOwner(context.module);
  await em.transactional((own) =>
    context.module.get(AuditLog).append(own, {
      actor: { ...systemActor('spec'), kind: 'official', id: `official-${entidad ?? 'none'}` },
      correlationId: randomId(),
      action,
      outcome: 'done',
      notes: [{ subject: ['thing', subject], stream, reason }],
      resource: entidad === undefined ? undefined : { entidad },
    }),
  );
  context.clock.advance(60_000);
}

const find = (reader: Actor, input: ConstructorParameters<typeof FindAuditEntries>[0] = {}) =>
  context.module.get(Dispatcher).ask(reader, new FindAuditEntries(input));
const subjects = (rows: readonly AuditEntry[]) => rows.map(({ subjectId }) => subjectId);

beforeAll(async () => {
  context = await contextModule([]);
  for (const number of [1, 2, 3, 4, 5]) await append('22', 'things.change', `q${String(number)}`);
  await append('14', 'things.change', 'j1');
  await append('22', 'kernel.retry-message', 'q6', process);
  await append(undefined, 'things.change', 'no-territory');
}, 60_000);
afterAll(() => context.close());

describe('the audit trail', () => {
  it('is listed newest first in pages, forwards and backwards', async () => {
    const reader = auditor('22');
    const first = await find(reader, { limit: 4, subject: undefined, from: '2027-01-01T00:00:00Z', outcome: 'done' });
    expect(subjects(first.rows)).toEqual(['q6', 'q5', 'q4', 'q3']);
    const second = await find(reader, { limit: 4, outcome: 'done', after: first.next ?? '' });
    expect([subjects(second.rows), second.next]).toEqual([['q2', 'q1'], null]);
    const back = await find(reader, { limit: 4, outcome: 'done', before: second.previous ?? '' });
    expect([subjects(back.rows), back.previous]).toEqual([subjects(first.rows), null]);
    const end = await find(reader, { limit: 4, outcome: 'done', atEnd: true });
    expect(subjects(end.rows)).toEqual(['q4', 'q3', 'q2', 'q1']);
  });

  it('shows an official only the entries of their entidad', async () => {
    expect(subjects((await find(auditor('14'), { outcome: 'done' })).rows)).toEqual(['j1']);
    expect((await find(auditor('22'), { actorId: 'official-14' })).rows).toEqual([]);
    expect(subjects((await find(auditor('*'), { outcome: 'done', limit: 2 })).rows)).toEqual(['no-territory', 'q6']);
  });

  it('can be filtered by actor, subject, stream, area and time', async () => {
    const all = auditor('*');
    expect(subjects((await find(all, { actorId: 'official-14' })).rows)).toEqual(['j1']);
    expect(subjects((await find(all, { subject: ['thing', 'q3'] })).rows)).toEqual(['q3']);
    expect(subjects((await find(all, { stream: process })).rows)).toEqual(['q6']);
    expect(subjects((await find(all, { area: 'kernel' })).rows)).toEqual(['q6']);
    const between = { from: '2027-01-15T18:01:00Z', until: '2027-01-15T18:03:00Z' };
    expect(subjects((await find(all, between)).rows)).toEqual(['q3', 'q2']);
  });

  it('stores stated reasons encrypted, shows them, and finds them by all their words and by the chain', async () => {
    await append('14', 'things.end', 'j2', 'other-chain', 'Licencia médica, oficio 7/2027');
    const all = auditor('*');
    const none = { actorIds: [], subjects: [], actions: [] };
    const byReason = async (reason: string, reader = all) =>
      subjects((await find(reader, { matching: { ...none, reason } })).rows);
    expect(await byReason('LICENCIA oficio 7/2027')).toEqual(['j2']);
    expect(await byReason('licencia 8')).toEqual([]);
    expect(await byReason('/')).toEqual([]);
    expect(await byReason('licencia', auditor('22'))).toEqual([]);
    const { rows } = await find(all, { matching: { ...none, streams: ['other-chain'] } });
    expect(rows.map(({ subjectId, details }) => [subjectId, details])).toEqual([
      ['j2', { reason: 'Licencia médica, oficio 7/2027' }],
    ]);
    const stored = await asOwner(context.module).execute<{ text: string }[]>(
      `select details::text as text from kernel.audit_entry where subject_id = 'j2'`,
    );
    expect(stored[0]?.text).not.toMatch(/licencia|2027/i);
  });

  it('requires the permission and audits each read', async () => {
    await expect(find({ ...auditor('22'), permissions: new Set() })).rejects.toMatchObject({
      code: 'ACCESS.FORBIDDEN',
    });
    const { rows } = await find(auditor('*'), { area: 'audit', outcome: 'read', limit: 1 });
    expect(rows[0]).toMatchObject({ action: 'audit.find-entries', outcome: 'read' });
  });

  it('detects an entry moved to another entidad', async () => {
    const verifier = context.module.get(AuditVerifier);
    await sealAudit(context);
    expect((await verifier.verify()).faults).toEqual([]);
    const em = asOwner(context.module);
    await em.execute('alter table kernel.audit_entry disable trigger user');
    await em.execute(`update kernel.audit_entry set territory = '14' where subject_id = 'q6'`);
    expect((await verifier.verify()).faults).toMatchObject([{ kind: 'entry-altered', stream: process, seal: 1 }]);
  });
});
