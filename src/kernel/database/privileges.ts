import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../crypto/digest.js';
import { TERRITORY_SETTING } from '../access/row-level-security.js';
import { DatabaseRole } from './database-role.js';

/** What the application may do with each table, and to which territory its rows belong (ADR 0061, ADR 0062). */
export interface Privileges {
  /** Select and insert; triggers reject everything else, even by the owner. */
  readonly append: readonly string[];
  /** Select and insert; only a function that runs as the owner deletes. */
  readonly insert: readonly string[];
  /** Select, insert and update. */
  readonly change: readonly string[];
  /** Select, insert, update and delete: work that is not part of any record. */
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
}

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'migrations');

/** `migrations/privileges.json`, with what later `migrations/*.privileges.json` add to its lists. */
export function readPrivileges(): Privileges {
  const files = readdirSync(FOLDER).filter((file) => file === 'privileges.json' || file.endsWith('.privileges.json'));
  const parts = files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Partial<Privileges>);
  const list = (key: ListKey): readonly string[] => parts.flatMap((part) => part[key] ?? []);
  const lists = Object.fromEntries(LISTS.map((key) => [key, list(key)])) as Pick<Privileges, ListKey>;
  return {
    ...lists,
    columns: Object.assign({}, ...parts.map((part) => part.columns)) as Privileges['columns'],
    territory: Object.assign({}, ...parts.map((part) => part.territory)) as Privileges['territory'],
  };
}

const LISTS = [
  ...(['append', 'insert', 'change', 'delete', 'read', 'views', 'roll', 'none'] as const),
  ...(['functions', 'reports', 'shared'] as const),
];
type ListKey = (typeof LISTS)[number];

/** A database client connected as the owner, outside any transaction. */
export interface OwnerClient {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

const { Application, RollReader, WithinTerritory, Reports } = DatabaseRole;
const ALL = Object.values(DatabaseRole).join(', ');
const BOTH = `${Application}, ${WithinTerritory}`;

/** Creates the group roles that are missing. They belong to the server, not to one database. */
export async function createGroupRoles(client: OwnerClient): Promise<void> {
  for (const role of Object.values(DatabaseRole)) {
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
 * Grants exactly the given privileges and creates the policies of row-level security. Does nothing if the same has
 * been done before, because both lock the tables.
 */
export async function grantPrivileges(client: OwnerClient, privileges = readPrivileges()): Promise<void> {
  await createGroupRoles(client);
  const statements = [...grants(privileges), ...policies(privileges)];
  const version = `privileges ${sha256(statements.join()).toString('hex')}`;
  const { rows } = await client.query<{ version: string | null }>(
    `select obj_description('kernel'::regnamespace, 'pg_namespace') as version`,
  );
  if (rows[0]?.version === version) return;
  for (const one of statements) await client.query(one);
  await client.query(`comment on schema kernel is '${version}'`);
}

/** Each text runs as one transaction. */
function grants(privileges: Privileges): string[] {
  const { append, insert, change, read, views, roll, columns, functions, reports } = privileges;
  const tables = [...append, ...insert, ...change, ...privileges.delete, ...read, ...views, ...roll];
  const schemas = [...new Set(tables.map((table) => table.split('.')[0] ?? ''))];
  const granted = (names: readonly string[], list: string, to: string) =>
    names.map((name) => `grant ${list} on ${quoted(name)} to ${to}`);
  return [
    ...schemas.map((schema) => `grant usage on schema ${schema} to ${ALL}`),
    ...schemas.map((schema) => `grant usage on all sequences in schema ${schema} to ${BOTH}`),
    [
      ...tables.map((table) => `revoke all on ${quoted(table)} from public, ${ALL}`),
      ...granted([...append, ...insert], 'select, insert', BOTH),
      ...granted(change, 'select, insert, update', BOTH),
      ...granted(privileges.delete, 'select, insert, update, delete', BOTH),
      ...granted([...read, ...views], 'select', BOTH),
      ...granted(roll, 'select', RollReader),
      ...granted(reports, 'select', Reports),
      ...Object.entries(columns).map(([table, names]) => `grant update (${names.join(', ')}) on ${table} to ${BOTH}`),
      ...functions.flatMap((one) => [
        `revoke all on function ${one} from public`,
        `grant execute on function ${one} to ${Application}`,
      ]),
    ].join(';\n'),
  ];
}

/**
 * The policies of row-level security, one transaction per table. The application sees every row until it assumes
 * {@link DatabaseRole.WithinTerritory}.
 */
function policies({ territory }: Privileges): string[] {
  return Object.entries(territory).map(([table, by]) => {
    const condition =
      typeof by === 'string'
        ? `(${by}) = current_setting('${TERRITORY_SETTING}')`
        : `exists (select from ${quoted(by.of)} parent where parent.${keyOf(by.of)} = ${lastPart(table)}.${by.column})`;
    return [
      `alter table ${quoted(table)} enable row level security`,
      `drop policy if exists every_row on ${quoted(table)}`,
      `create policy every_row on ${quoted(table)} to ${Application}, ${Reports} using (true) with check (true)`,
      `drop policy if exists own_territory on ${quoted(table)}`,
      `create policy own_territory on ${quoted(table)} to ${WithinTerritory} using (${condition}) with check (true)`,
    ].join(';\n');
  });
}

/** The tables whose key is not named `id`. */
const KEYS: Readonly<Record<string, string>> = {
  'auxiliaries.known_device': 'device_id',
  'control_desk.record': 'support_id',
};
const keyOf = (table: string): string => KEYS[table] ?? 'id';
const lastPart = (table: string): string => quoted(table).split('.')[1] ?? '';

/** `auxiliaries.import` contains a keyword. */
function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => (part === 'import' ? `"${part}"` : part))
    .join('.');
}
