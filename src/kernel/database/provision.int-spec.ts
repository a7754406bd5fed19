import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { emptyDatabase, type TestDatabase } from '../../../test/support/app.js';
import { randomId } from '../crypto/random.js';
import { DatabaseRole } from './database-role.js';
import { refuseOwnerOrAdministrator } from './database-user.js';
import { migrateDatabase } from './migrate.js';
import { provision } from './provision.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of cleanups.splice(0).reverse()) await one();
});

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  cleanups.push(() => client.end());
  return client;
}

/** An empty database, and the URL of a user that does not exist yet. */
async function installation(): Promise<{ database: TestDatabase; owner: pg.Client; application: URL }> {
  const database = await emptyDatabase();
  cleanups.push(() => database.drop());
  const owner = await open(database.url);
  const application = new URL(database.url);
  application.username = `apoyo_${randomId().slice(0, 8)}`;
  application.password = encodeURIComponent(`p'@/${randomId()}`);
  cleanups.push(async () => {
    await owner.query(`drop owned by ${application.username}`).catch(() => undefined);
    await owner.query(`drop role if exists ${application.username}`);
  });
  return { database, owner, application };
}

describe('the command provision', () => {
  it('creates the user of the application with its privileges and no others', async () => {
    const { database, owner, application } = await installation();
    const sent = jest.spyOn(pg.Client.prototype, 'query');
    await provision(database.url, application.href);
    expect(sent.mock.calls.map(([text]) => text).join()).toContain(' login password ');
    for (const text of [
      application.password,
      decodeURIComponent(application.password),
      application.password.slice(-36),
    ])
      expect(JSON.stringify(sent.mock.calls)).not.toContain(text);
    sent.mockRestore();
    await migrateDatabase(database.url);
    const client = await open(application.href);
    await client.query(`insert into kernel.rejected_job values ('2027-01-01', 'malformed', 1, now())`);
    await expect(client.query('delete from kernel.rejected_job')).rejects.toThrow('permission denied');
    await expect(client.query('select from roll.elector')).rejects.toThrow('permission denied');
    await client.query('begin; set local role apoyo_roll_reader');
    await client.query('create temporary table question (id int) on commit drop');
    await client.query('select from roll.elector');
    await client.query('commit');
    const { rows } = await owner.query<{ password: string | null }>(
      'select rolpassword as password from pg_authid where rolname = $1',
      [application.username],
    );
    expect(rows[0]?.password).toMatch(/^SCRAM-SHA-256\$/);
  });

  it('may be repeated, before and after the migrations, and then sets the new password', async () => {
    const { database, owner, application } = await installation();
    const password = async () =>
      (await owner.query<object>('select rolpassword from pg_authid where rolname = $1', [application.username])).rows;
    await provision(database.url, application.href);
    const first = await password();
    await migrateDatabase(database.url);
    application.password = randomId();
    await provision(database.url, application.href);
    expect(await password()).not.toEqual(first);
    expect(await migrateDatabase(database.url)).toEqual([]);
    expect((await (await open(application.href)).query('select 1 as one from kernel.inbox')).rows).toEqual([]);
  });

  it('works for an owner that is not a superuser; afterwards, migrations need no CREATEROLE attribute', async () => {
    const { database, owner, application } = await installation();
    const plain = new URL(database.url);
    plain.username = `owner_${randomId().slice(0, 8)}`;
    plain.password = randomId();
    const name = plain.pathname.slice(1);
    await owner.query(`create role ${plain.username} login createrole password '${plain.password}';
      grant ${Object.values(DatabaseRole).join(', ')} to ${plain.username} with admin option, inherit false, set false;
      alter database ${name} owner to ${plain.username}; alter schema public owner to ${plain.username}`);
    cleanups.push(async () => {
      await owner.query(`drop owned by ${application.username}; drop role ${application.username}`);
      await owner.query(`drop owned by ${plain.username} cascade; alter database ${name} owner to current_user`);
      await owner.query(`drop role ${plain.username}`);
    });
    await provision(plain.href, application.href);
    await owner.query(`alter role ${plain.username} nocreaterole`);
    await migrateDatabase(plain.href);
    const client = await open(application.href);
    expect((await client.query('select 1 as one from kernel.inbox')).rows).toEqual([]);
    await expect(client.query('delete from kernel.outbox_message')).rejects.toThrow('permission denied');
    const { rows } = await client.query(`select kernel.delete_settled_messages(now(), '{}', '{}', 1) as count`);
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('closes the database to users who have no role in it', async () => {
    const { database, owner, application } = await installation();
    await provision(database.url, application.href);
    const stranger = new URL(database.url);
    stranger.username = `stranger_${randomId().slice(0, 8)}`;
    await owner.query(`create role ${stranger.username} login`);
    cleanups.push(() => owner.query(`drop role ${stranger.username}`));
    const client = new pg.Client({ connectionString: stranger.href });
    await expect(client.connect()).rejects.toThrow('permission denied for database');
  });

  it('rejects an application user that is the owner, has no name, or administers the server', async () => {
    const { database, owner, application } = await installation();
    await expect(provision(database.url, database.url)).rejects.toMatchObject({ fault: 'same-user' });
    const nameless = new URL(database.url);
    nameless.username = '';
    await expect(provision(database.url, nameless.href)).rejects.toMatchObject({ fault: 'no-user' });
    await owner.query(`create role ${application.username} login createrole`);
    await expect(provision(database.url, application.href)).rejects.toMatchObject({ fault: 'too-powerful' });
    await owner.query(`alter role ${application.username} nocreaterole; create table public.own (id int);
      alter table public.own owner to ${application.username}`);
    await expect(provision(database.url, application.href)).rejects.toMatchObject({ fault: 'too-powerful' });
    await owner.query('drop table public.own');
    await provision(database.url, application.href);
  });
});

describe('a production process', () => {
  const processOf = (execute: (text: string) => Promise<unknown>): INestApplicationContext => {
    const services = { AppConfig: { mode: 'production' }, SqlEntityManager: { fork: () => ({ execute }) } };
    const get = ({ name }: { name: keyof typeof services }): unknown => services[name];
    return { get } as unknown as INestApplicationContext;
  };

  it('does not start with a user who may write everywhere, or if this cannot be checked', async () => {
    const { database, owner, application } = await installation();
    await provision(database.url, application.href);
    const client = await open(application.href);
    const start = () => refuseOwnerOrAdministrator(processOf(async (text) => (await client.query<object>(text)).rows));
    await start();
    await owner.query(`grant pg_write_all_data to ${application.username}`);
    await expect(start()).rejects.toThrow('run provision');
    const denied = processOf(() => Promise.reject(new Error('permission denied for table pg_roles')));
    await expect(refuseOwnerOrAdministrator(denied)).rejects.toThrow('permission denied');
  });

  it('starts while the database is down', async () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    await refuseOwnerOrAdministrator(processOf(() => Promise.reject(refused)));
  });
});
