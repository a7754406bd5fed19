import type pg from 'pg';
import type { AuditFault } from '../../src/kernel/audit/audit-faults.js';
import type { StreamHead } from '../../src/kernel/audit/audit-statements.js';
import type { ProtectedTable } from '../../src/kernel/audit/protected-tables.js';
import type { Chance } from './chance.js';
import { rewriteChain, storedColumns, type AsJob } from './tampering.js';

export interface Alteration {
  readonly name: string;
  /** @returns the values that a fault must have to locate the alteration. */
  alter(connection: pg.ClientBase, chance: Chance, asJob: AsJob): Promise<Partial<AuditFault>>;
}

type Sql = <Row extends object>(text: string, params?: unknown[]) => Promise<Row[]>;

const COLUMNS = [
  ...['stream', 'at', 'actor_kind', 'actor_id', 'actor_label', 'action', 'outcome', 'subject_kind', 'subject_id'],
  ...['details', 'correlation_id', 'territory', 'row_digests', 'mac'],
];
const ENTRY_COLUMNS = COLUMNS.join(', ');
/** The columns of `entry`, with one replaced. */
const copyWith = (replaced: string, by: string): string =>
  COLUMNS.map((column) => (column === replaced ? by : `entry.${column}`)).join(', ');

/** Chooses a sealed entry. */
async function anyEntry(
  connection: pg.ClientBase,
  chance: Chance,
): Promise<{ id: string; stream: string; seal: number }> {
  const { rows } = await connection.query<{ id: string; stream: string; seal: number }>(
    'select id::text as id, stream, seal_sequence::int as seal from kernel.audit_entry where sealed order by id',
  );
  return chance.pick(rows);
}

const ENTRY_CHANGES = [
  `at = at + interval '30 days'`,
  `actor_id = actor_id || 'x'`,
  `actor_kind = actor_kind || 'x'`,
  `action = action || 'x'`,
  `subject_id = subject_id || 'x'`,
  `details = details || '{"altered": true}'`,
  `territory = '99'`,
  `correlation_id = gen_random_uuid()`,
  `row_digests = 'control_desk.verdict 1 0'`,
  'mac = sha256(mac)',
];

const TRAIL: readonly Alteration[] = [
  {
    name: 'entry rewritten, chain recomputed',
    async alter(connection, chance) {
      const { id, stream, seal } = await anyEntry(connection, chance);
      await connection.query(`update kernel.audit_entry set ${chance.pick(ENTRY_CHANGES)} where id = $1`, [id]);
      await rewriteChain(connection, stream);
      return { stream, seal, entry: id };
    },
  },
  {
    name: 'entry deleted, chain recomputed',
    async alter(connection, chance) {
      const { id, stream, seal } = await anyEntry(connection, chance);
      await connection.query('delete from kernel.audit_entry where id = $1', [id]);
      await rewriteChain(connection, stream);
      return { kind: 'seal-altered', stream, seal };
    },
  },
  {
    name: 'inserted entry within a seal, chain recomputed',
    async alter(connection, chance) {
      const { id, stream, seal } = await anyEntry(connection, chance);
      await connection.query(
        `insert into kernel.audit_entry (${ENTRY_COLUMNS}, sealed, seal_sequence)
         select ${ENTRY_COLUMNS}, true, seal_sequence from kernel.audit_entry where id = $1`,
        [id],
      );
      await rewriteChain(connection, stream);
      return { kind: 'seal-altered', stream, seal };
    },
  },
  {
    name: 'inserted entry outside a seal',
    async alter(connection, chance) {
      const { id, stream } = await anyEntry(connection, chance);
      const { rows } = await connection.query<{ id: string }>(
        `insert into kernel.audit_entry (${ENTRY_COLUMNS}, sealed, seal_sequence)
         select ${ENTRY_COLUMNS}, true, ${chance.pick(['null', '999999'])} from kernel.audit_entry where id = $1
         returning id::text as id`,
        [id],
      );
      return { kind: 'entry-unsealed', stream, entry: rows[0]?.id ?? '' };
    },
  },
  {
    name: 'inserted entry that waits for its seal',
    async alter(connection, chance) {
      const { id, stream } = await anyEntry(connection, chance);
      const { rows } = await connection.query<{ id: string }>(
        `insert into kernel.audit_entry (${ENTRY_COLUMNS})
         select ${copyWith('actor_id', `'phantom'`)} from kernel.audit_entry entry where id = $1
         returning id::text as id`,
        [id],
      );
      return { kind: 'entry-altered', stream, entry: rows[0]?.id ?? '' };
    },
  },
  {
    name: 'tail cut',
    async alter(connection, chance) {
      const { stream, seal } = await anyEntry(connection, chance);
      await connection.query('delete from kernel.audit_entry where stream = $1 and seal_sequence >= $2', [
        stream,
        seal,
      ]);
      await connection.query('delete from kernel.audit_seal where stream = $1 and sequence >= $2', [stream, seal]);
      return { kind: seal === 1 ? 'stream-missing' : 'tail-cut', stream, seal };
    },
  },
  {
    name: 'seal removed, its entries kept',
    async alter(connection, chance) {
      const { stream, seal } = await anyEntry(connection, chance);
      await connection.query('delete from kernel.audit_seal where stream = $1 and sequence >= $2', [stream, seal]);
      return { kind: 'tail-cut', stream, seal };
    },
  },
  {
    name: 'stream deleted',
    async alter(connection, chance) {
      const { stream } = await anyEntry(connection, chance);
      await connection.query('delete from kernel.audit_entry where stream = $1', [stream]);
      await connection.query('delete from kernel.audit_seal where stream = $1', [stream]);
      return { kind: 'stream-missing', stream };
    },
  },
  {
    name: 'seals truncated',
    async alter(connection) {
      await connection.query('truncate kernel.audit_seal');
      return { kind: 'tail-cut', seal: 1 };
    },
  },
  {
    name: 'list of streams altered',
    async alter(connection, chance) {
      const remove = chance.below(2) === 0;
      if (remove) await connection.query('delete from kernel.audit_heads');
      else await connection.query(`update kernel.audit_heads set statement = replace(statement, 'e', 'f')`);
      return { kind: remove ? 'heads-missing' : 'heads-altered' };
    },
  },
];

export interface SignedLists {
  /** An earlier list of the streams, as the database held it. */
  readonly older: string;
  readonly olderStreams: readonly StreamHead[];
  /** A list that was exported later than the older one. */
  readonly exportedStreams: readonly StreamHead[];
}

/** Rolls the trail and its list back to the time of the older list. */
const rollBack = ({ older, olderStreams, exportedStreams }: SignedLists): Alteration => ({
  name: 'trail rolled back with its signed list',
  async alter(connection, chance) {
    const sealsBefore = (stream: string) => olderStreams.find((head) => head.stream === stream)?.seals ?? 0;
    const grown = exportedStreams.filter(({ stream, seals }) => seals > sealsBefore(stream));
    for (const { stream } of grown) {
      const place = [stream, sealsBefore(stream)];
      await connection.query('delete from kernel.audit_entry where stream = $1 and seal_sequence > $2', place);
      await connection.query('delete from kernel.audit_seal where stream = $1 and sequence > $2', place);
    }
    await connection.query('delete from kernel.audit_entry where not sealed');
    await connection.query('update kernel.audit_heads set statement = $1', [older]);
    const { stream, seals } = chance.pick(grown);
    return { kind: 'rolled-back', stream, seal: seals };
  },
});

const DIGEST_LINE = `$1::text || encode(sha256(convert_to(jsonb_strip_nulls(to_jsonb(t))::text, 'UTF8')), 'hex')`;

const keyOf = (key: readonly string[]): string =>
  `concat_ws(':', ${key.map((column) => `${column}::text`).join(', ')})`;

async function anyRow(connection: pg.ClientBase, chance: Chance, table: string, key: readonly string[]) {
  const { rows } = await connection.query<{ key: string }>(`select ${keyOf(key)} as key from ${table} order by 1`);
  return chance.pick(rows).key;
}

/**
 * Changes one column in a way that its type allows; never a foreign key, because a job could not write such a row
 * again.
 */
async function changeColumn(
  connection: pg.ClientBase,
  chance: Chance,
  { table, key, row }: { table: string; key: readonly string[]; row: string },
): Promise<void> {
  const [schema, name] = table.split('.');
  const { rows } = await connection.query<{ column: string; type: string }>(
    `select column_name as column, data_type as type from information_schema.columns
     where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'
       and not exists (select from pg_constraint where contype = 'f' and conrelid = $3::regclass
         and ordinal_position = any(conkey)) order by 1`,
    [schema, name, table],
  );
  const changes: Record<string, (column: string) => string> = {
    'timestamp with time zone': (column) => `coalesce(${column}, now()) + interval '30 days'`,
    boolean: (column) => `not coalesce(${column}, false)`,
    integer: (column) => `coalesce(${column}, 0) + 1`,
    bigint: (column) => `coalesce(${column}, 0) + 1`,
    bytea: (column) => `coalesce(${column}, '') || '\\x01'`,
    text: (column) => `coalesce(${column}, '') || 'x'`,
    uuid: () => 'gen_random_uuid()',
  };
  const changeable = rows.filter(({ column, type }) => type in changes && !key.includes(column));
  for (;;) {
    const { column, type } = chance.pick(changeable);
    await connection.query('savepoint change');
    try {
      const value = changes[type]?.(column) ?? 'null';
      await connection.query(`update ${table} set ${column} = ${value} where ${keyOf(key)} = $1`, [row]);
      return;
    } catch {
      // A check constraint forbids it; another column will do.
      await connection.query('rollback to savepoint change');
    }
  }
}

/** A statement that rewrites the row with the key `$1` unchanged. */
async function touch(connection: pg.ClientBase, table: string, key: readonly string[]): Promise<string> {
  const { rows } = await connection.query<{ column: string }>(
    `select column_name as column from information_schema.columns
     where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' and is_identity = 'NO' order by 1 limit 1`,
    table.split('.'),
  );
  const column = rows[0]?.column ?? '';
  return `update ${table} set ${column} = ${column} where ${keyOf(key)} = $1`;
}

/** SQL of a value that no other row has, by column type. */
const NEW_VALUES: Record<string, (column: string) => string> = {
  uuid: () => 'gen_random_uuid()',
  integer: (column) => `${column} + 1000000`,
  bigint: (column) => `${column} + 1000000`,
  text: (column) => `${column} || 'x'`,
  bytea: (column) => `${column} || '\\x01'`,
};

/** Inserts a copy of a row under another key, and returns that key. */
async function insertCopy(
  connection: pg.ClientBase,
  { table, key, row }: { table: string; key: readonly string[]; row: string },
): Promise<string> {
  const { rows: columns } = await connection.query<{ column: string; type: string; unique: boolean }>(
    `select column_name as column, data_type as type, exists (select from information_schema.key_column_usage used
         where used.table_schema = c.table_schema and used.table_name = c.table_name and used.column_name = c.column_name
           and position_in_unique_constraint is null)
       or exists (select from pg_index where indrelid = $3::regclass and indisunique and ordinal_position = any(indkey)
         and not exists (select from pg_constraint where contype = 'f' and conrelid = indrelid
           and ordinal_position = any(conkey))) as unique
     from information_schema.columns c
     where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' order by ordinal_position`,
    [...table.split('.'), table],
  );
  const names = columns.map(({ column }) => column).join(', ');
  const values = columns.map(({ column, type, unique }) => (unique && NEW_VALUES[type]?.(column)) || column).join(', ');
  const { rows } = await connection.query<{ key: string }>(
    `insert into ${table} (${names}) overriding system value select ${values} from ${table} where ${keyOf(key)} = $1
     returning ${keyOf(key)} as key`,
    [row],
  );
  return rows[0]?.key ?? '';
}

/**
 * Each kind of alteration of the trail and of each protected table, the deletion of a whole support, and facts that a
 * job wrote although nobody decided them.
 * @throws Error if a protected table has no rows.
 */
export async function alterations(
  sql: Sql,
  tables: readonly ProtectedTable[],
  lists: SignedLists,
): Promise<Alteration[]> {
  const rows: Alteration[] = [];
  for (const { table, key } of tables) {
    if ((await sql(`select from ${table} limit 1`)).length === 0) throw new Error(`${table} has no rows to alter`);
    rows.push(
      {
        name: `${table} changed`,
        async alter(connection, chance) {
          const row = await anyRow(connection, chance, table, key);
          await changeColumn(connection, chance, { table, key, row });
          return { kind: 'row-changed', table, key: row };
        },
      },
      {
        name: `${table} deleted`,
        async alter(connection, chance) {
          const row = await anyRow(connection, chance, table, key);
          await connection.query(`delete from ${table} where ${keyOf(key)} = $1`, [row]);
          return { kind: 'row-missing', table, key: row };
        },
      },
      {
        name: `${table} inserted`,
        async alter(connection, chance) {
          const row = await anyRow(connection, chance, table, key);
          return { kind: 'row-unrecorded', table, key: await insertCopy(connection, { table, key, row }) };
        },
      },
      {
        name: `${table} changed, then written by a job`,
        async alter(connection, chance, asJob) {
          const row = await anyRow(connection, chance, table, key);
          await changeColumn(connection, chance, { table, key, row });
          await asJob(await touch(connection, table, key), [row]);
          return { kind: 'row-replaced', table, key: row };
        },
      },
      {
        name: `${table} changed, written by a job, changed back`,
        async alter(connection, chance, asJob) {
          const row = await anyRow(connection, chance, table, key);
          const written = await touch(connection, table, key);
          await connection.query(
            `create temp table kept on commit drop as select * from ${table} where ${keyOf(key)} = $1`,
            [row],
          );
          await changeColumn(connection, chance, { table, key, row });
          await asJob(written, [row]);
          await connection.query(`delete from ${table} where ${keyOf(key)} = $1`, [row]);
          const columns = await storedColumns(connection, table);
          await connection.query(
            `insert into ${table} (${columns}) overriding system value select ${columns} from kept`,
          );
          await asJob(written, [row]);
          return { kind: 'row-replaced', table, key: row };
        },
      },
      {
        name: `${table} changed with an inserted entry`,
        async alter(connection, chance) {
          const row = await anyRow(connection, chance, table, key);
          await changeColumn(connection, chance, { table, key, row });
          const { rows: phantom } = await connection.query<{ id: string }>(
            `insert into kernel.audit_entry (${ENTRY_COLUMNS})
             select ${copyWith('row_digests', DIGEST_LINE)}
             from (select * from kernel.audit_entry order by id desc limit 1) entry, ${table} t where ${keyOf(key.map((column) => `t.${column}`))} = $2
             returning id::text as id`,
            [`${table} ${row} `, row],
          );
          return { kind: 'entry-altered', entry: phantom[0]?.id ?? '' };
        },
      },
    );
    const [referring] = await sql(
      `select from pg_constraint join pg_attribute on attrelid = conrelid and attnum = any(conkey)
       where contype = 'f' and conrelid = ?::regclass and attname = any(?::name[])`,
      [table, `{${key.join()}}`],
    );
    // A job could not write a row that refers to nothing.
    if (referring) continue;
    rows.push({
      name: `${table} inserted, then written by a job`,
      async alter(connection, chance, asJob) {
        const row = await anyRow(connection, chance, table, key);
        const copy = await insertCopy(connection, { table, key, row });
        await asJob(await touch(connection, table, key), [copy]);
        return { kind: 'row-replaced', table, key: copy };
      },
    });
  }
  return [...TRAIL, rollBack(lists), ...rows, WHOLE_SUPPORT, ...CONTRADICTIONS];
}

/** What a job writes, with an entry of its own, because someone gave it false facts. */
const CONTRADICTIONS: readonly Alteration[] = [
  [
    'verdict that the desk did not give',
    `desk_verdict = case desk_verdict when 'fotocopia' then 'simulacion' else 'fotocopia' end`,
  ],
  ['reason that the desk did not give', `desk_reason = coalesce(desk_reason, '') || 'x'`],
  ['verdict withdrawn', `desk_verdict = 'no-procesable'`],
  ['time of capture that intake did not flag', 'out_of_period = not out_of_period'],
].map(([name = '', change = '']) => ({
  name: `job writes a ${name}`,
  async alter(connection, chance, asJob) {
    const key = await anyRow(connection, chance, 'intake.support', ['id']);
    await asJob(`update verification.support set ${change} where id = $1`, [key]);
    return { kind: 'row-contradicts', table: 'verification.support', key };
  },
}));

const WHOLE_SUPPORT: Alteration = {
  name: 'whole support deleted',
  async alter(connection, chance) {
    const { rows } = await connection.query<{ id: string }>('select id::text as id from intake.support order by id');
    const { id } = chance.pick(rows);
    await deleteSupport(connection, id);
    return { kind: 'row-missing', table: 'intake.support', key: id };
  },
};

const DESK_ROWS = ['hasty_verdict', 'undone_verdict', 'note', 'verdict', 'record'].map(
  (name) => `control_desk.${name}`,
);

/** Deletes a support with everything that refers to it. */
export async function deleteSupport(connection: pg.ClientBase, id: string): Promise<void> {
  const verification = ['verification.class_move', 'verification.roll_answer'];
  for (const table of [...verification, ...DESK_ROWS, 'results.received_support']) {
    await connection.query(`delete from ${table} where support_id = $1`, [id]);
  }
  await connection.query('delete from verification.support where id = $1', [id]);
  await connection.query('delete from intake.support where id = $1', [id]);
}
