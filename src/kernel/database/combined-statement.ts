import type pg from 'pg';
import { preparedQuery } from './prepared-statements.js';

/** One insert, update or delete, with parameters numbered from `$1`. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Combines independent statements into one with CTEs, to save round trips.
 * @param role the role that the transaction has assumed.
 */
export async function runAsOneStatement(
  connection: pg.ClientBase,
  statements: readonly Statement[],
  role?: string,
): Promise<void> {
  if (statements.length === 0) return;
  const values: unknown[] = [];
  const parts = statements.map((statement, index) => {
    const offset = values.length;
    values.push(...statement.values);
    const text = statement.text.replace(/\$(\d+)/g, (_, number: string) => `$${String(Number(number) + offset)}`);
    return `part_${String(index)} as (${text})`;
  });
  const text = `with ${parts.join(', ')} select`;
  await connection.query(preparedQuery(text, values, role));
}
