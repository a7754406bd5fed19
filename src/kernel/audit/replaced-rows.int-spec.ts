import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { randomId } from '../crypto/random.js';
import { TransactionRunner } from '../messaging/transaction-runner.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import type { AuditFault } from './audit-faults.js';
import { AuditVerifier } from './audit-verifier.js';
import { ComparesRows, ProtectsRows } from './protected-tables.js';
import { RowAdoption } from './row-adoption.js';

@Injectable()
@ProtectsRows([{ table: 'sample.support', key: ['id'] }])
@ComparesRows([
  {
    table: 'sample.support',
    differing: `select id as key from sample.support where class = 'valid' and status <> 'listed'`,
  },
])
class SampleRows {}

@Module({ providers: [SampleRows] })
class SampleModule {}

const table = 'sample.support';
let context: TestContext;

/** Writes as jobs do: each text in a transaction with its entry. */
async function write(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await context.module
      .get(TransactionRunner)
      .runAsSystem({ name: 'sample.write', correlationId: randomId() }, () => context.module.get(UnitOfWork).sql(text));
    context.clock.advance(1000);
  }
}
/** Writes as a superuser who leaves no trace. */
const tamper = (text: string): Promise<unknown> =>
  asOwner(context.module).execute(
    `set session_replication_role = replica; ${text}; set session_replication_role = origin`,
  );
const faults = async (): Promise<readonly AuditFault[]> =>
  (await context.module.get(AuditVerifier).verify({ againstData: true })).faults;
const adopt = () => context.module.get(RowAdoption).adopt('Revisado');

beforeAll(async () => {
  context = await contextModule([SampleModule]);
  await asOwner(context.module).execute(`create schema sample;
    create table sample.support (id text primary key, status text, class text);
    select kernel.protect_rows('sample.support', 'id');
    grant usage on schema sample to public; grant all on sample.support to public`);
});
afterAll(() => context.close());

describe('a protected row', () => {
  it('is not reported if only jobs have written it, whatever they did', async () => {
    await write(
      `insert into sample.support values ('a', 'unknown', 'pending'), ('b', 'unknown', 'pending')`,
      `update sample.support set status = 'listed'`,
      `update sample.support set class = 'valid' where id = 'a'; update sample.support set class = 'pending' where id = 'a'`,
      `update sample.support set class = class`,
      `delete from sample.support where id = 'b'; insert into sample.support values ('b', 'unknown', 'pending')`,
      `delete from sample.support where id = 'b'`,
      `insert into sample.support values ('b', 'unknown', 'pending'), ('c', 'unknown', 'pending'), ('d', 'unknown', 'pending')`,
    );
    expect(await faults()).toEqual([]);
    expect(await adopt()).toBe(0);
  });

  it('is reported if it was altered in place before a job wrote it again, until the operator adopts it', async () => {
    await tamper(`update sample.support set status = 'listed' where id = 'c'`);
    await write(`update sample.support set class = 'valid' where id = 'c'`);
    expect(await faults()).toMatchObject([{ kind: 'row-replaced', table, key: 'c', stream: 'system' }]);
    await write(`update sample.support set class = 'pending' where id = 'c'`);
    expect(await faults()).toMatchObject([{ kind: 'row-replaced', table, key: 'c' }]);
    expect(await adopt()).toBe(1);
    expect([await faults(), await adopt()]).toEqual([[], 0]);
    await tamper(`update sample.support set status = 'unknown' where id = 'c'`);
    expect(await faults()).toMatchObject([{ kind: 'row-changed', table, key: 'c' }]);
    await write(`update sample.support set class = 'valid' where id = 'c'`);
    expect(await faults()).toContainEqual(expect.objectContaining({ kind: 'row-replaced', table, key: 'c' }));
    await write(`update sample.support set status = 'listed' where id = 'c'`);
    expect(await adopt()).toBe(1);
    expect(await faults()).toEqual([]);
  });

  it('is reported even if its original value was restored afterwards', async () => {
    await tamper(`update sample.support set status = 'listed' where id = 'd'`);
    await write(`update sample.support set class = 'valid' where id = 'd'`);
    await tamper(`update sample.support set status = 'unknown', class = 'pending' where id = 'd'`);
    expect(await faults()).toMatchObject([
      { kind: 'row-replaced', table, key: 'd' },
      { kind: 'row-changed', table, key: 'd' },
    ]);
    expect(await adopt()).toBe(1);
  });

  it('is reported if a superuser inserted or deleted it', async () => {
    await tamper(
      `insert into sample.support values ('e', 'listed', 'pending'); delete from sample.support where id = 'b'`,
    );
    await write(
      `update sample.support set class = 'valid' where id = 'e'`,
      `insert into sample.support values ('b', 'listed', 'pending')`,
    );
    expect(await faults()).toMatchObject([
      { kind: 'row-replaced', table, key: 'b' },
      { kind: 'row-replaced', table, key: 'e' },
    ]);
    expect(await adopt()).toBe(2);
    expect(await faults()).toEqual([]);
  });

  it('is not reported merely because the clocks of two servers differ', async () => {
    await write(`update sample.support set class = 'pending' where id = 'e'`);
    context.clock.advance(-60_000);
    await write(`update sample.support set class = 'valid' where id = 'e'`);
    expect(await faults()).toEqual([]);
    context.clock.advance(120_000);
  });
});

describe('a copy of a protected fact', () => {
  it('is reported if it differs from the original, even if a job wrote it', async () => {
    await write(`update sample.support set class = 'valid', status = 'unknown' where id = 'e'`);
    expect(await faults()).toEqual([{ kind: 'row-contradicts', table, key: 'e' }]);
  });
});
