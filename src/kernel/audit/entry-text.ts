const US = '\x1f';

/**
 * SQL expression for the content of an entry as one line of text. Never change it: stored MACs and seals depend on it.
 * `concat_ws` skips nulls, and `jsonb::text` is PostgreSQL's normal form.
 */
export const ENTRY_TEXT = `concat_ws(E'\\x1f', stream, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id, details::text, correlation_id, territory,
  row_digests)`;

export interface EntryContent {
  readonly stream: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string;
  readonly actorLabel: string;
  readonly action: string;
  readonly outcome: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly details: object;
  readonly correlationId: string;
  readonly territory: string | null;
  readonly rowDigests: string | null;
}

/** What {@link ENTRY_TEXT} will return for an entry that is about to be written. */
export function entryText(entry: EntryContent): string {
  const { stream, at, actorKind, actorId, actorLabel, action, outcome, subjectKind, subjectId } = entry;
  return [
    stream,
    // PostgreSQL keeps microseconds, a Date milliseconds.
    `${at.toISOString().slice(0, -1)}000`,
    actorKind,
    actorId,
    actorLabel,
    action,
    outcome,
    subjectKind,
    subjectId,
    jsonbText(JSON.parse(JSON.stringify(entry.details))),
    entry.correlationId.toLowerCase(),
    entry.territory,
    entry.rowDigests,
  ]
    .filter((part) => part !== null)
    .join(US);
}

/** The line of an entry in the chain. */
export function entryLine(id: string, text: string): string {
  return `${id}${US}${text}`;
}

/** A JSON value as PostgreSQL prints jsonb: keys by length and then bytes, a blank after each colon and comma. */
export function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`;
  if (typeof value === 'number') return decimal(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .map(([key, member]) => [Buffer.from(key), key, member] as const)
    .sort(([a], [b]) => a.length - b.length || Buffer.compare(a, b))
    .map(([, key, member]) => `${JSON.stringify(key)}: ${jsonbText(member)}`);
  return `{${members.join(', ')}}`;
}

/** PostgreSQL prints no exponent. */
function decimal(value: number): string {
  const text = JSON.stringify(value);
  const [, sign = '', integer = '', fraction = '', exponent = ''] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === '') return text;
  const digits = integer + fraction;
  const point = integer.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}${point < digits.length ? `.${digits.slice(point)}` : ''}`;
}
