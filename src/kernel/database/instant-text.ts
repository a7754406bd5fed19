import pg from 'pg';

/**
 * Makes a new connection parse `timestamptz` as ISO 8601 text with microseconds, in the format of `to_json`. A `Date`
 * has only milliseconds, so a keyset cursor made from it would skip or repeat rows.
 */
export function readInstantsAsText(
  connection: pg.ClientBase,
  done: (error: null, connection: pg.ClientBase) => void,
): void {
  connection.setTypeParser(pg.types.builtins.TIMESTAMPTZ, isoText);
  done(null, connection);
}

/** @param text an instant in `DateStyle` ISO, e.g. `2026-11-29 11:36:40.123456+00`. */
function isoText(text: string): string {
  return text.replace(' ', 'T').replace(/([+-]\d\d)(?=$| BC$)/, '$1:00');
}
