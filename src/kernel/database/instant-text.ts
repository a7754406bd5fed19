import pg from 'pg';

/**
 * Makes a new connection read `timestamptz` as ISO 8601 text with microseconds, as `to_json` writes it. Never as `Date`,
 * which has milliseconds only: a keyset cursor made from it would skip or repeat rows.
 */
export function readInstantsAsText(
  connection: pg.ClientBase,
  done: (error: null, connection: pg.ClientBase) => void,
): void {
  connection.setTypeParser(pg.types.builtins.TIMESTAMPTZ, isoText);
  done(null, connection);
}

/** @param text what PostgreSQL writes with `DateStyle` ISO, for example `2026-11-29 11:36:40.123456+00`. */
function isoText(text: string): string {
  return text.replace(' ', 'T').replace(/([+-]\d\d)(?=$| BC$)/, '$1:00');
}
