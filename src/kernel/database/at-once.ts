import type pg from 'pg';

/** One insert, update or delete; its parameters are numbered from `$1`. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Runs several statements, none of which needs what another wrote, in one round trip. */
export async function runAtOnce(connection: pg.ClientBase, statements: readonly Statement[]): Promise<void> {
  if (statements.length === 0) return;
  const values: unknown[] = [];
  const parts = statements.map((statement, index) => {
    const offset = values.length;
    values.push(...statement.values);
    const text = statement.text.replace(/\$(\d+)/g, (_, number: string) => `$${String(Number(number) + offset)}`);
    return `part_${String(index)} as (${text})`;
  });
  await connection.query(`with ${parts.join(', ')} select`, values);
}
