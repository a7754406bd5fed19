// What must hold when the dust has settled: the ledger of the phones against everything that the installation holds.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeContainer, digestOf } from './container.mjs';

/** Receipts, by their names in notifications: how their Message-IDs begin. */
const MAILS = ['support-received', 'citizen-receipt'];
/** A hand-over noted a moment after the crash that cut it off. */
const SLACK_MS = 1500;

/**
 * @param entries lines of the ledger.
 * @param sql `(text) => rows` on the database.
 * @param checks what the product's own checks said: `{ differences, brokenSeals }`.
 * @returns figures, and each fault in a line.
 */
export async function reckon({ entries, sql, dataFolder, mails, kills, checks }) {
  const faults = { lost: [], doubled: [], altered: [], miscounted: [], unfinished: [] };
  const supports = byFolio(
    await sql(`select id, folio, encode(integrity_code, 'hex') as code, blob_key, encode(blob_sha256, 'hex') as sha256,
      size::int as size, process_id, aspirant_id, to_json(received_at) #>> '{}' as received_at from intake.support`),
  );
  const verified = byFolio(await sql('select id, folio, state, reported_class from verification.support'));
  const outbox = byFolio(
    await sql(
      `select id, payload->>'folio' as folio from kernel.outbox_message where type = 'intake.support-received'`,
    ),
  );

  for (const entry of entries) {
    const rows = supports.get(entry.folio) ?? [];
    if (rows.length === 0) faults.lost.push(`${entry.folio}: no row`);
    if (rows.length > 1) faults.doubled.push(`${entry.folio}: ${rows.length} rows`);
    for (const row of rows) file(row, entry, dataFolder, faults);
    const states = verified.get(entry.folio) ?? [];
    if (states.length > 1) faults.doubled.push(`${entry.folio}: ${states.length} states`);
    if (states.length === 0) faults.unfinished.push(`${entry.folio}: not verified`);
    for (const { state } of states) if (state !== 'verified') faults.unfinished.push(`${entry.folio}: ${state}`);
    const messages = outbox.get(entry.folio) ?? [];
    if (messages.length !== 1) faults.doubled.push(`${entry.folio}: ${messages.length} messages`);
  }
  const known = new Set(entries.map(({ folio }) => folio));
  if (known.size !== entries.length) faults.doubled.push('a folio stands twice in the ledger');
  for (const folio of supports.keys())
    if (!known.has(folio)) faults.doubled.push(`${folio}: counted without a receipt`);

  await classes(sql, faults);
  const mail = await mailOf({ entries, sql, mails, kills, faults, outbox });
  counters({ received: await sql(COUNTED), entries, checks, faults });
  const [{ open, stuck }] = await sql(
    `select count(*) filter (where settled_at is null)::int as open,
       count(*) filter (where quarantined_at is not null)::int as stuck from kernel.outbox_message`,
  );
  if (open > 0) faults.unfinished.push(`${open} messages are not settled, ${stuck} of them set aside`);
  for (const { stream, sequence } of checks.brokenSeals) faults.altered.push(`audit trail ${stream} ${sequence}`);
  return { faults, mail, records: supports.size };
}

const COUNTED = `select coalesce(sum(value), 0)::int as value from (
  select value from kernel.counter_total where name = 'supports.received'
  union all select delta from kernel.counter_delta where name = 'supports.received') both_parts`;

function file(row, entry, dataFolder, faults) {
  if (row.code !== entry.integrityCode || row.size !== entry.size)
    faults.altered.push(`${entry.folio}: another record`);
  if (Date.parse(row.received_at) !== Date.parse(entry.receivedAt))
    faults.altered.push(`${entry.folio}: another instant`);
  const path = join(dataFolder, 'blobs', row.blob_key);
  if (!existsSync(path)) {
    faults.lost.push(`${entry.folio}: no file`);
    return;
  }
  const bytes = readFileSync(path);
  if (digestOf(bytes) !== entry.sha256 || row.sha256 !== entry.sha256) {
    faults.lost.push(`${entry.folio}: ${bytes.length} of ${entry.size} octets are not those that were sent`);
    return;
  }
  const { signed, parts } = decodeContainer(bytes);
  const same = parts.length === entry.parts.length && parts.every((part, nth) => digestOf(part) === entry.parts[nth]);
  if (!same || digestOf(signed) !== entry.integrityCode) faults.altered.push(`${entry.folio}: parts differ`);
}

/** Each record has one beginning, and its moves lead to the class it has. */
async function classes(sql, faults) {
  const rows = await sql(
    `select s.folio, s.reported_class, count(*) filter (where m.from_class is null)::int as beginnings,
       (array_agg(m.to_class order by m.id desc))[1] as last
     from verification.support s left join verification.class_move m on m.support_id = s.id
     group by s.id having count(*) filter (where m.from_class is null) <> 1
       or (array_agg(m.to_class order by m.id desc))[1] is distinct from s.reported_class`,
  );
  for (const { folio, beginnings, last } of rows)
    faults.doubled.push(`${folio}: ${beginnings} beginnings, ends in ${last}`);
}

/**
 * One mail a receipt to the auxiliary and one to the citizen. A mail handed over again under its own Message-ID is right only
 * where somebody was killed between its hand-over and the commit of it; what the inbox holds as done is never sent again.
 */
async function mailOf({ entries, sql, mails, kills, faults, outbox }) {
  const done = new Map(
    (
      await sql(`select o.payload->>'deliveryId' as delivery, extract(epoch from i.done_at) * 1000 as at
        from kernel.inbox i join kernel.outbox_message o on o.id = i.message_id where i.consumer = 'notifications.deliver'`)
    ).map((row) => [row.delivery, Number(row.at)]),
  );
  const deliveries = new Map(
    (
      await sql(
        `select event_message_id as event, delivery_id as delivery from notifications.message where mail = 'support-received'`,
      )
    ).map((row) => [row.event, row.delivery]),
  );
  const handed = new Map();
  for (const { messageId, to, at } of mails) {
    const [, prefix, id] = /^<([a-z-]+)\.([0-9a-f-]{36})@/.exec(messageId) ?? [];
    if (!MAILS.includes(prefix)) continue;
    const key = `${prefix} ${id}`;
    handed.set(key, { prefix, id, times: [...(handed.get(key)?.times ?? []), at], to });
  }
  let repeats = 0;
  for (const { prefix, id, times } of handed.values()) {
    const doneAt = done.get(id);
    if (doneAt === undefined) {
      faults.unfinished.push(`mail ${prefix} ${id} was handed over and is not noted`);
      continue;
    }
    const after = times.filter((at) => at >= doneAt - 5);
    if (after.length !== 1)
      faults.doubled.push(`mail ${prefix} ${id}: handed over ${after.length} times after it was noted`);
    for (const at of times.filter((one) => one < doneAt - 5)) {
      repeats += 1;
      const cause = kills.some((kill) => kill.at > at - SLACK_MS && kill.at < doneAt + SLACK_MS);
      if (!cause) faults.doubled.push(`mail ${prefix} ${id}: handed over twice and nobody was killed between`);
    }
  }
  const toCitizens = new Map();
  for (const { prefix, to } of handed.values()) {
    if (prefix === 'citizen-receipt') toCitizens.set(to, (toCitizens.get(to) ?? 0) + 1);
  }
  for (const { folio, email } of entries) {
    const [message] = outbox.get(folio) ?? [];
    if (!handed.has(`support-received ${deliveries.get(message?.id)}`))
      faults.lost.push(`${folio}: no mail to the auxiliary`);
    const times = toCitizens.get(email) ?? 0;
    if (times === 0) faults.lost.push(`${folio}: no mail to the citizen`);
    if (times > 1) faults.doubled.push(`${folio}: ${times} different mails to the citizen`);
  }
  return { mails: handed.size, repeats };
}

function counters({ received: [{ value }], entries, checks, faults }) {
  if (value !== entries.length) faults.miscounted.push(`received: counted ${value}, receipts ${entries.length}`);
  for (const { counter, dimensions, counted, recounted } of checks.differences) {
    faults.miscounted.push(`${counter} ${dimensions}: counted ${counted}, recounted ${recounted}`);
  }
}

function byFolio(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.folio, [...(found.get(row.folio) ?? []), row]);
  return found;
}
