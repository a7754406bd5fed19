import type pg from 'pg';

/** Limits the prepared statements of each connection; their plans stay in the memory of its server process. */
const MAX_PREPARED_STATEMENTS = 128;
const names = new Map<string, string>();

/**
 * A statement that each connection prepares at its first use, so that PostgreSQL parses it once and can reuse a generic
 * plan. After `MAX_PREPARED_STATEMENTS` distinct texts, returns an unnamed statement. A plan is valid for one role,
 * because row-level security depends on it: if two roles used the same prepared statement, PostgreSQL would plan it
 * again at each change of the role.
 */
export function preparedQuery(text: string, values: readonly unknown[], role = ''): pg.QueryConfig {
  const key = `${role}:${text}`;
  let name = names.get(key);
  if (name === undefined && names.size < MAX_PREPARED_STATEMENTS) {
    name = `prepared-${String(names.size)}`;
    names.set(key, name);
  }
  return { ...(name !== undefined && { name }), text, values: [...values] };
}
