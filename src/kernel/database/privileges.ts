import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../crypto/digest.js';
import { TERRITORY_SETTING } from '../access/row-level-security.js';
import { AdvisoryLock, withSessionLock } from './advisory-locks.js';
import { DatabaseRole } from './database-role.js';

/** What the application may do with each table, and to which territory its rows belong (ADR 0061, ADR 0062). */
export interface Privileges {
  /** Select and insert; triggers reject everything else, even by the owner. */
  readonly append: readonly string[];
  /** Select and insert; only a function that runs as the owner deletes. */
  readonly insert: readonly string[];
  /** Select, insert and update. */
  readonly change: readonly string[];
  /** Select, insert, update and delete: working data that is not part of any record. */
  readonly delete: readonly string[];
  /** Select; written by migrations and operators. */
  readonly read: readonly string[];
  /** Views with `security_invoker`. */
  readonly views: readonly string[];
  /** Select, only for {@link DatabaseRole.RollReader}. */
  readonly roll: readonly string[];
  /** No privileges. */
  readonly none: readonly string[];
  /** Columns of other tables that may be updated. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Functions that run with the privileges of their owner. */
  readonly functions: readonly string[];
  /** Tables and views that {@link DatabaseRole.Reports} may read. */
  readonly reports: readonly string[];
  /** The territory of a row: an SQL expression, or a column that refers to a row of another table with a territory. */
  readonly territory: Readonly<Record<string, string | { readonly column: string; readonly of: string }>>;
  /** Tables whose rows belong to no territory. */
  readonly shared: readonly string[];
  /** Shared tables that no query of an actor with a territory reads. */
  readonly hidden: readonly string[];
}

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'migrations');

/** `migrations/privileges.json`, with the additions of later `migrations/*.privileges.json` to its lists. */
export function readPrivileges(): Privileges {
  const files = readdirSync(FOLDER).filter((file) => file === 'privileges.json' || file.endsWith('.privileges.json'));
  const parts = files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Partial<Privileges>);
  const list = (key: ListKey): readonly string[] => parts.flatMap((part) => part[key] ?? []);
  const lists = Object.fromEntries(LISTS.map((key) => [key, list(key)])) as Pick<Privileges, ListKey>;
  return {
    ...lists,
    columns: merged(parts.map(({ columns }) => columns)),
    territory: merged(parts.map(({ territory }) => territory)),
  };
}

/** @throws Error if two files specify the same table. */
function merged<Decision>(
  parts: readonly (Readonly<Record<string, Decision>> | undefined)[],
): Record<string, Decision> {
  const all: Record<string, Decision> = {};
  for (const [table, decision] of parts.flatMap((part) => Object.entries(part ?? {}))) {
    if (table in all) throw new Error(`two privileges files specify ${table}`);
    all[table] = decision;
  }
  return all;
}

const LISTS = [
  ...(['append', 'insert', 'change', 'delete', 'read', 'views', 'roll', 'none'] as const),
  ...(['functions', 'reports', 'shared', 'hidden'] as const),
];
type ListKey = (typeof LISTS)[number];

/** A database client connected as the owner, outside any transaction. */
export interface OwnerClient {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

const { Application, RollReader, WithinTerritory, Reports } = DatabaseRole;
const ALL = Object.values(DatabaseRole).join(', ');

/** Creates the group roles that are missing. They belong to the server, not to one database. */
export async function createGroupRoles(client: OwnerClient): Promise<void> {
  const existing = await client.query<{ role: string }>(
    'select rolname as role from pg_roles where rolname = any($1)',
    [Object.values(DatabaseRole)],
  );
  for (const role of Object.values(DatabaseRole)) {
    // Even trying to create an existing role would need the attribute CREATEROLE.
    if (existing.rows.some((one) => one.role === role)) continue;
    await client.query(`do $$ begin
      create role ${role} nologin noinherit;
    exception when duplicate_object or unique_violation then null; end $$`);
  }
  const { rows } = await client.query<{ role: string }>(
    `select role.rolname as role from pg_auth_members m join pg_roles role on role.oid = m.roleid
     join pg_roles member on member.oid = m.member
     where member.rolname = '${Application}' and not m.inherit_option and m.set_option`,
  );
  for (const role of [RollReader, WithinTerritory]) {
    if (rows.some((one) => one.role === role)) continue;
    await client.query(`grant ${role} to ${Application} with inherit false, set true`);
  }
}

/**
 * Grants exactly the privileges that {@link readPrivileges} returns, and writes the policies of row-level security that
 * differ. Grants lock no table; a policy locks its table for an instant. Can be repeated.
 * @throws Error if another transaction keeps a table locked, e.g. the verification of the audit trail.
 */
export async function grantPrivileges(client: OwnerClient, privileges = readPrivileges()): Promise<void> {
  // Two processes that migrate at the same time would change the same rows of the catalogue.
  await withSessionLock(client, AdvisoryLock.Privileges, async () => {
    await createGroupRoles(client);
    for (const one of grants(privileges)) await client.query(one);
    await securePolicies(client, privileges);
  });
}

/** Each text runs as one transaction. */
function grants(privileges: Privileges): string[] {
  const { append, insert, change, read, views, roll, none, columns, functions, reports } = privileges;
  const written = [...append, ...insert, ...change, ...privileges.delete];
  const tables = [...written, ...read, ...views, ...roll];
  const hidden = new Set(privileges.hidden);
  const granted = (names: readonly string[], list: string, to: string) =>
    names.map((name) => `grant ${list} on ${quoted(name)} to ${to}`);
  return [
    ...schemasOf(tables).map((schema) => `grant usage on schema ${schema} to ${ALL}`),
    ...schemasOf(written).map((schema) => `grant usage on all sequences in schema ${schema} to ${Application}`),
    [
      ...[...tables, ...none].map((table) => `revoke all on ${quoted(table)} from public, ${ALL}`),
      ...granted([...append, ...insert], 'select, insert', Application),
      ...granted(change, 'select, insert, update', Application),
      ...granted(privileges.delete, 'select, insert, update, delete', Application),
      ...granted([...read, ...views], 'select', Application),
      ...granted(
        [...written, ...read, ...views].filter((table) => !hidden.has(table)),
        'select',
        WithinTerritory,
      ),
      ...granted(QUERY_RECORDS, 'insert', WithinTerritory),
      ...granted(roll, 'select', RollReader),
      ...granted(reports, 'select', Reports),
      ...Object.entries(columns).map(
        ([table, names]) => `grant update (${names.join(', ')}) on ${table} to ${Application}`,
      ),
      ...functions.flatMap((one) => [
        `revoke all on function ${one} from public`,
        `grant execute on function ${one} to ${Application}`,
      ]),
    ].join(';\n'),
  ];
}

/** The tables that a query writes to: its audit entry and its counters. */
export const QUERY_RECORDS: readonly string[] = ['kernel.audit_entry', 'kernel.counter_delta'];

const schemasOf = (tables: readonly string[]): string[] => [
  ...new Set(tables.map((table) => table.split('.')[0] ?? '')),
];

/**
 * Writes the policies that the database lacks or has in a different form, one transaction per table. The application
 * sees every row until it assumes the role {@link DatabaseRole.WithinTerritory}.
 */
async function securePolicies(client: OwnerClient, { territory }: Privileges): Promise<void> {
  const { rows } = await client.query<{ name: string; version: string | null }>(
    `select nspname || '.' || relname as name, obj_description(policy.oid, 'pg_policy') as version
     from pg_policy policy join pg_class c on c.oid = polrelid join pg_namespace n on n.oid = relnamespace
     where polname = 'own_territory' and relrowsecurity`,
  );
  const existing = new Map(rows.map(({ name, version }) => [name, version]));
  await client.query(`set lock_timeout = '${LOCK_TIMEOUT}'`);
  for (const [table, statements] of policies(territory)) {
    const version = sha256(statements.join()).toString('hex');
    if (existing.get(table) === version) continue;
    const text = [...statements, `comment on policy own_territory on ${quoted(table)} is '${version}'`].join(';\n');
    await retryIfLocked(table, () => client.query(text));
  }
  await client.query('reset lock_timeout');
}

/** With a longer timeout, every use case that needs the table would wait behind the policy's lock request. */
const LOCK_TIMEOUT = '2s';
const LOCK_ATTEMPTS = 30;

async function retryIfLocked(table: string, run: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await run();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03') throw error;
      if (attempt === LOCK_ATTEMPTS) throw new Error(`${table} stays locked by a long transaction: migrate later`);
    }
  }
}

function policies(territory: Privileges['territory']): [table: string, statements: string[]][] {
  return Object.entries(territory).map(([table, by]) => {
    const condition =
      typeof by === 'string'
        ? `(${by}) = current_setting('${TERRITORY_SETTING}')`
        : `exists (select from ${quoted(by.of)} parent where parent.${keyOf(by.of)} = ${lastPart(table)}.${by.column})`;
    const name = quoted(table);
    const writable = QUERY_RECORDS.includes(table);
    return [
      table,
      [
        `alter table ${name} enable row level security`,
        `drop policy if exists every_row on ${name}`,
        `create policy every_row on ${name} to ${Application}, ${Reports} using (true) with check (true)`,
        `drop policy if exists own_territory on ${name}`,
        `create policy own_territory on ${name} for select to ${WithinTerritory} using (${condition})`,
        `drop policy if exists query_records on ${name}`,
        ...(writable
          ? [`create policy query_records on ${name} for insert to ${WithinTerritory} with check (true)`]
          : []),
      ],
    ];
  });
}

/** The tables whose key is not named `id`. */
const KEYS: Readonly<Record<string, string>> = {
  'auxiliaries.known_device': 'device_id',
  'control_desk.record': 'support_id',
};
const keyOf = (table: string): string => KEYS[table] ?? 'id';
const lastPart = (table: string): string => quoted(table).split('.')[1] ?? '';

/** Quotes the SQL keyword in `auxiliaries.import`. */
function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => (part === 'import' ? `"${part}"` : part))
    .join('.');
}
