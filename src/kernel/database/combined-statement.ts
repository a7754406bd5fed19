import type pg from 'pg';

/** One insert, update or delete, with parameters numbered from `$1`. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Combines independent statements into one with CTEs, to save round trips. */
export async function runAsOneStatement(connection: pg.ClientBase, statements: readonly Statement[]): Promise<void> {
  if (statements.length === 0) return;
  const values: unknown[] = [];
  const parts = statements.map((statement, index) => {
    const offset = values.length;
    values.push(...statement.values);
    const text = statement.text.replace(/\$(\d+)/g, (_, number: string) => `$${String(Number(number) + offset)}`);
    return `part_${String(index)} as (${text})`;
  });
  const text = `with ${parts.join(', ')} select`;
  await connection.query({ text, values, ...nameOf(text) });
}

/** Limits the prepared statements per connection. Use cases produce only a few distinct texts. */
const MAX_PREPARED_STATEMENTS = 64;
const names = new Map<string, string>();

function nameOf(text: string): { readonly name?: string } {
  let name = names.get(text);
  if (name === undefined) {
    if (names.size >= MAX_PREPARED_STATEMENTS) return {};
    name = `combined-${String(names.size)}`;
    names.set(text, name);
  }
  return { name };
}
