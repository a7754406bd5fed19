import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DatabaseRole } from '../../src/kernel/database/database-role.js';
import { grantPrivileges, QUERY_RECORDS, readPrivileges } from '../../src/kernel/database/privileges.js';
import { newDatabase, ownerUrlOf, type TestDatabase } from '../support/app.js';

const VERBS = ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'] as const;
const { Application, RollReader, WithinTerritory, Reports } = DatabaseRole;
const privileges = readPrivileges();
const { append, insert, change, read, views, roll, none, columns, territory, shared, hidden } = privileges;
/** Table → what the application may do. `kernel.audit_entry` has its own triggers. */
const allowed = new Map<string, readonly string[]>([
  ...[...append, ...insert].map((table) => [table, ['select', 'insert']] as const),
  ...change.map((table) => [table, ['select', 'insert', 'update']] as const),
  ...privileges.delete.map((table) => [table, ['select', 'insert', 'update', 'delete']] as const),
  ...[...read, ...views].map((table) => [table, ['select']] as const),
  ...[...roll, ...none].map((table) => [table, []] as const),
]);
/** What it may do while serving an actor who is limited to one territory: read, and write what a query records. */
const allowedWithin = (table: string): string[] => [
  ...(allowed.get(table)?.includes('select') === true && !hidden.includes(table) ? ['select'] : []),
  ...(QUERY_RECORDS.includes(table) ? ['insert'] : []),
];

/**
 * The shared tables that a query of an OPL can read and whose rows contain a territory or an id: the columns that
 * contain them, and why the rows are not limited.
 */
const SHARED_BECAUSE: Readonly<Record<string, readonly [columns: string, reason: string]>> = {
  'kernel.audit_seal': ['last_entry_id', 'it contains only digests of the entries'],
  'kernel.blob_damage': ['row_id', 'only the figures of the system read it'],
  'kernel.inbox': ['message_id', 'it states only which consumers have handled a message'],
  'kernel.mail_sent': ['message_id, subject_id', 'found by the id of a subject that the query has read before'],
  'kernel.scrub_position': ['after_id', 'only the figures of the system read it'],
  'processes.office_kind_version': ['actor_id', 'kinds of office belong to no OPL'],
  'roll.cut_load': ['cut_id', 'the cuts of the roll are national'],
};

let database: TestDatabase;
let owner: pg.Client;
let application: pg.Client;

beforeAll(async () => {
  database = await newDatabase();
  owner = new pg.Client({ connectionString: ownerUrlOf(database.url) });
  application = new pg.Client({ connectionString: database.url });
  await Promise.all([owner.connect(), application.connect()]);
});
afterAll(async () => {
  await Promise.all([owner.end(), application.end()]);
  await database.drop();
});

const names = async (text: string): Promise<string[]> =>
  (await owner.query<{ name: string }>(text)).rows.map(({ name }) => name);

/** Every table, view and sequence of the product; partitions are reached through their parent. */
const relations = (kinds: string): Promise<string[]> =>
  names(`select nspname || '.' || relname as name from pg_class c join pg_namespace n on n.oid = relnamespace
    where relkind = any('{${kinds}}') and not relispartition and nspname not like 'pg\\_%'
      and nspname <> 'information_schema' order by 1`);

/** Runs the statements and rolls them back; returns the SQLSTATE of the one that failed, or 'done'. */
async function outcome(client: pg.Client, ...statements: string[]): Promise<string> {
  await client.query('begin');
  try {
    for (const one of statements) await client.query(one);
    return 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.query('rollback');
  }
}

const DENIED = '42501';

describe('migrations/privileges.json', () => {
  it('states exactly once what the application may do with each table and view', async () => {
    const existing = await relations('r,p,v,m,f');
    const decided = [...append, ...insert, ...change, ...privileges.delete, ...read, ...views, ...roll, ...none].sort();
    expect(existing.filter((table) => !allowed.has(table))).toEqual([]);
    expect(decided).toEqual(existing);
  });

  it('states for each table which territory its rows belong to, or that all territories share them', async () => {
    const decided = [...Object.keys(territory), ...shared, ...views, ...roll, ...none].sort();
    expect(decided).toEqual(await relations('r,p,v,m,f'));
    const secured = await names(`select nspname || '.' || relname as name from pg_class c
      join pg_namespace n on n.oid = relnamespace where relrowsecurity order by 1`);
    expect(secured).toEqual(Object.keys(territory).sort());
  });

  it('lists every function that runs with the privileges of its owner; each sets a safe search path', async () => {
    const definers = await names(`select p.oid::regprocedure::text as name from pg_proc p
      join pg_namespace n on n.oid = pronamespace where prosecdef and nspname not like 'pg\\_%' order by 1`);
    const short = (signature: string) => signature.replaceAll(' ', '');
    const alias = { 'timestamp with time zone': 'timestamptz', integer: 'int' };
    const found = definers.map((one) =>
      short(Object.entries(alias).reduce((text, [long, name]) => text.replaceAll(long, name), one)),
    );
    expect(found).toEqual(privileges.functions.map(short).sort());
    expect(
      await names(`select p.oid::regprocedure::text as name from pg_proc p where prosecdef
        and (proconfig is null or not proconfig::text like '%search_path=pg_catalog, pg_temp%')`),
    ).toEqual([]);
  });

  it('lets only the application call functions that run with the privileges of their owner', async () => {
    for (const role of [RollReader, WithinTerritory, Reports]) {
      expect(
        await names(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = pronamespace
          where prosecdef and nspname not like 'pg\\_%' and has_function_privilege('${role}', p.oid, 'execute')`),
      ).toEqual([]);
    }
  });

  it('lists only views that run with the privileges of the caller', async () => {
    const invoking = await names(`select nspname || '.' || relname as name from pg_class c
      join pg_namespace n on n.oid = relnamespace
      where relkind = 'v' and reloptions @> '{security_invoker=true}' order by 1`);
    expect(invoking).toEqual([...views].sort());
  });

  it('has a reason for each shared table whose rows name a territory or something that belongs to one', async () => {
    const { rows } = await owner.query<{ name: string; columns: string }>(
      `select table_schema || '.' || table_name as name, string_agg(column_name, ', ' order by column_name) as columns
       from information_schema.columns
       where table_schema || '.' || table_name = any($1)
         and (column_name in ('entidad', 'territory') or column_name ~ '_id$') group by 1 order by 1`,
      [shared.filter((table) => !hidden.includes(table))],
    );
    expect(Object.fromEntries(rows.map(({ name, columns: found }) => [name, found]))).toEqual(
      Object.fromEntries(Object.entries(SHARED_BECAUSE).map(([table, [found]]) => [table, found])),
    );
    expect(hidden.filter((table) => !shared.includes(table))).toEqual([]);
  });
});

describe('the application', () => {
  it('is a user whose only role is the group, and which has no privileges of its own', async () => {
    const memberships = (role: string) =>
      names(`select granted.rolname as name from pg_auth_members m join pg_roles granted on granted.oid = roleid
        join pg_roles member on member.oid = m.member where member.rolname = '${role}' order by 1`);
    const user = decodeURIComponent(new URL(database.url).username);
    expect(await memberships(user)).toEqual([Application]);
    expect(await memberships(Application)).toEqual([RollReader, WithinTerritory].sort());
    for (const role of [RollReader, WithinTerritory, Reports]) expect(await memberships(role)).toEqual([]);
    const own = `from pg_roles role, aclexplode(acl) one where one.grantee = role.oid and role.rolname = '${user}'`;
    expect(
      await names(`select relname as name from (select relname, relacl as acl from pg_class
          union all select nspname, nspacl from pg_namespace union all select proname, proacl from pg_proc
          union all select attname, attacl from pg_attribute union all select datname, datacl from pg_database) granted
        where acl is not null and exists (select ${own})`),
    ).toEqual([]);
  });

  it('has exactly the privileges in migrations/privileges.json, as do the other database roles', async () => {
    const found = new Map<string, Record<string, string[]>>();
    for (const role of Object.values(DatabaseRole)) {
      const { rows } = await owner.query<{ name: string; verb: string }>(
        `select nspname || '.' || relname as name, verb
         from pg_class c join pg_namespace n on n.oid = relnamespace, unnest($1::text[]) with ordinality as v (verb, nth)
         where relkind = any('{r,p,v}') and not relispartition and nspname not like 'pg\\_%'
           and nspname <> 'information_schema' and has_table_privilege('${role}', c.oid, verb) order by 1, nth`,
        [VERBS],
      );
      for (const { name, verb } of rows) {
        const of = found.get(name) ?? {};
        of[role] = [...(of[role] ?? []), verb];
        found.set(name, of);
      }
    }
    for (const [table, verbs] of allowed) {
      const of = found.get(table) ?? {};
      expect([table, of[Application] ?? []]).toEqual([table, verbs]);
      expect([table, of[WithinTerritory] ?? []]).toEqual([table, allowedWithin(table)]);
      expect([table, of[RollReader] ?? []]).toEqual([table, roll.includes(table) ? ['select'] : []]);
      expect([table, of[Reports] ?? []]).toEqual([table, privileges.reports.includes(table) ? ['select'] : []]);
    }
    const { rows } = await owner.query<{ name: string; column: string }>(
      `select table_schema || '.' || table_name as name, column_name as column from information_schema.column_privileges
       where grantee in ('${Application}', '${WithinTerritory}') and privilege_type = 'UPDATE' order by 1, 2`,
    );
    const beyond = rows.filter(({ name }) => allowed.get(name)?.includes('update') !== true);
    const byName = (one: { name: string; column: string }) => `${one.name} ${one.column}`;
    expect(beyond.map(byName).sort()).toEqual(
      Object.entries(columns)
        .flatMap(([name, some]) => some.map((column) => byName({ name, column })))
        .sort(),
    );
  });

  it('owns nothing and administers nothing', async () => {
    const { rows } = await application.query<Record<string, boolean>>(
      `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
         exists (select from pg_class c join pg_namespace n on n.oid = relnamespace
           where nspname not like 'pg\\_%' and pg_has_role(current_user, relowner, 'usage')) as owner
       from pg_roles where rolname = current_user`,
    );
    expect(Object.entries(rows[0] ?? { none: true }).filter(([, yes]) => yes)).toEqual([]);
    for (const statement of [
      'create role intruder',
      'create table kernel.intruder (id int)',
      'create table public.intruder (id int)',
      'alter table kernel.audit_entry disable trigger user',
      'alter table intake.support disable row level security',
      'drop table intake.support',
      `copy kernel.session to program 'true'`,
      'set session_replication_role = replica',
    ]) {
      expect([statement, await outcome(application, statement)]).toEqual([statement, DENIED]);
    }
  });

  it.each(append.map((table) => [table]))('cannot update, delete from or truncate %s', async (table) => {
    const [column = ''] = await names(
      `select quote_ident(attname) as name from pg_attribute where attrelid = '${table}'::regclass and attnum > 0
         and attgenerated = '' and attidentity = '' limit 1`,
    );
    const name = table === 'auxiliaries.import' ? 'auxiliaries."import"' : table;
    expect(await outcome(application, `update ${name} set ${column} = ${column}`)).toBe(DENIED);
    expect(await outcome(application, `delete from ${name}`)).toBe(DENIED);
    expect(await outcome(application, `truncate ${name}`)).toBe(DENIED);
    // The setting that lets the owner change these tables has no effect for the application.
    expect(await outcome(application, 'set local apoyo.change_append_only = on', `delete from ${name}`)).toBe(DENIED);
  });

  it('can read the roll only after switching to the role for it', async () => {
    expect(await outcome(application, 'select from roll.elector')).toBe(DENIED);
    expect(await outcome(application, `set local role ${RollReader}`, 'select from roll.elector')).toBe('done');
    expect(await outcome(application, `set local role ${RollReader}`, 'select from verification.support')).toBe(DENIED);
    expect(await outcome(application, `set local role ${Reports}`)).toBe(DENIED);
  });

  it('can delete settled messages only after the retention period, regardless of the cutoff passed', async () => {
    expect(await outcome(application, 'delete from kernel.outbox_message')).toBe(DENIED);
    expect(await outcome(application, 'delete from kernel.inbox')).toBe(DENIED);
    expect(await outcome(application, `update kernel.retention set shortest = '0'`)).toBe(DENIED);
    await owner.query(
      `update kernel.retention set shortest = '29 days';
       insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id, settled_at)
       select gen_random_uuid(), 'spec', 1, '{}', now(), gen_random_uuid(), settled
       from unnest(array[now() - interval '30 days', now() - interval '28 days', null]) settled`,
    );
    const { rows } = await application.query(
      `select kernel.delete_settled_messages('infinity', '{}', '{}', 9) as count`,
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('cannot change the contents of a message', async () => {
    expect(await outcome(application, `update kernel.outbox_message set payload = '{}'`)).toBe(DENIED);
    expect(await outcome(application, `update kernel.outbox_message set type = 'x'`)).toBe(DENIED);
    expect(await outcome(application, 'update kernel.outbox_message set settled_at = now()')).toBe('done');
  });

  it('can delete the row of an orphan, but not the record of one that was removed', async () => {
    await application.query(
      `insert into kernel.blob_orphan (key, first_seen_at, removed_at) values ('seen', now(), null), ('removed', now(), now())`,
    );
    expect(await outcome(application, 'delete from kernel.blob_orphan')).toBe(DENIED);
    expect(await outcome(application, `update kernel.blob_orphan set removed_at = null where key = 'removed'`)).toBe(
      DENIED,
    );
    const { rows } = await application.query(`select kernel.forget_orphans('{seen,removed}') as count`);
    expect(rows).toEqual([{ count: 1 }]);
    expect(await outcome(owner, `delete from kernel.blob_orphan where key = 'removed'`)).toBe(DENIED);
  });

  it('can write nothing but the records of a query while it serves an actor who is limited to one territory', async () => {
    const within = [`set local apoyo.territory = '22'`, `set local role ${WithinTerritory}`];
    expect(await outcome(application, ...within, 'select from intake.support')).toBe('done');
    expect(await outcome(application, ...within, 'select from kernel.session')).toBe(DENIED);
    expect(await outcome(application, ...within, 'update control_desk.record set entidad = entidad')).toBe(DENIED);
    expect(
      await outcome(
        application,
        ...within,
        `insert into kernel.counter_delta (name, dimensions, delta) values ('a', '{}', 1)`,
      ),
    ).toBe('done');
  });
});

describe('an update', () => {
  const asApplication = (text: string) => outcome(application, text);

  it('grants the privileges on a table, view or sequence that a migration recreated', async () => {
    // In the database of specs, the application gets all privileges on new tables by default.
    await owner.query(`alter default privileges revoke all on tables from ${Application}, ${WithinTerritory}`);
    await owner.query(
      `drop view roll.published_cut cascade; create view roll.published_cut with (security_invoker) as select * from roll.cut`,
    );
    expect(await asApplication('select from roll.published_cut')).toBe(DENIED);
    await grantPrivileges(owner);
    expect(await asApplication('select from roll.published_cut')).toBe('done');
  });

  it('restores row-level security that was disabled, and leaves correct policies unchanged', async () => {
    const policy = async (table: string) =>
      (
        await owner.query<{ oid: number }>(
          `select oid from pg_policy where polrelid = '${table}'::regclass and polname = 'own_territory'`,
        )
      ).rows;
    const before = [await policy('intake.support'), await policy('devices.device')];
    await owner.query('alter table intake.support disable row level security');
    await grantPrivileges(owner);
    const secured = await names(
      `select relname as name from pg_class where oid = 'intake.support'::regclass and relrowsecurity`,
    );
    expect(secured).toEqual(['support']);
    expect(await policy('intake.support')).not.toEqual(before[0]);
    expect(await policy('devices.device')).toEqual(before[1]);
  });
});

describe('the owner', () => {
  it('is restricted on every append-only table by triggers that reject changes, deletions and truncation', async () => {
    // `kernel.audit_entry` has a trigger function of its own.
    const guarded = (event: number) =>
      names(`select distinct nspname || '.' || relname as name from pg_trigger t join pg_class c on c.oid = tgrelid
        join pg_namespace n on n.oid = relnamespace
        where not tgisinternal and (tgtype & ${String(event)}) > 0 and tgenabled = 'O'
          and tgfoid in ('kernel.refuse_append_only_change'::regproc, 'kernel.audit_is_append_only'::regproc) order by 1`);
    const [DELETE, UPDATE, TRUNCATE] = [8, 16, 32];
    for (const event of [DELETE, UPDATE]) expect(await guarded(event)).toEqual([...append].sort());
    expect(await guarded(TRUNCATE)).toEqual([...append, 'kernel.blob_orphan'].sort());
  });

  it('cannot delete rows of an append-only table, or truncate it, unless the session sets apoyo.change_append_only', async () => {
    const [row, forget] = [
      `insert into verification.withdrawn_aspirant values (gen_random_uuid(), now())`,
      'delete from verification.withdrawn_aspirant',
    ];
    expect(await outcome(owner, row, forget)).toBe(DENIED);
    expect(await outcome(owner, 'truncate verification.withdrawn_aspirant')).toBe(DENIED);
    expect(await outcome(owner, 'set local apoyo.change_append_only = on', row, forget)).toBe('done');
  });
});
