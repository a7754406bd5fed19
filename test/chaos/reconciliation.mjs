// Compares the ledger of the phones with the database, blobs, e-mails and counters after all messages are settled.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeContainer, digestOf } from './container.mjs';

/** E-mails with a receipt, by their name in notifications, which is also the prefix of the Message-ID. */
const RECEIPT_MAILS = ['support-received', 'citizen-receipt'];
/** Tolerance between a kill and the timestamps of the e-mail it interrupted. */
const SLACK_MS = 1500;

/**
 * @param entries lines of the ledger.
 * @param sql queries the database: `(text) => rows`.
 * @param checks results of the product's own checks: `{ differences, auditFaults }`.
 * @returns figures, and the faults by kind, one line each.
 */
export async function reconcile({ entries, sql, dataFolder, emails, kills, checks }) {
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
    for (const row of rows) checkBlob(row, entry, dataFolder, faults);
    const states = verified.get(entry.folio) ?? [];
    if (states.length > 1) faults.doubled.push(`${entry.folio}: ${states.length} states`);
    if (states.length === 0) faults.unfinished.push(`${entry.folio}: not verified`);
    for (const { state } of states) if (state !== 'verified') faults.unfinished.push(`${entry.folio}: ${state}`);
    const messages = outbox.get(entry.folio) ?? [];
    if (messages.length !== 1) faults.doubled.push(`${entry.folio}: ${messages.length} messages`);
  }
  const ledgerFolios = new Set(entries.map(({ folio }) => folio));
  if (ledgerFolios.size !== entries.length) faults.doubled.push('a folio is in the ledger twice');
  for (const folio of supports.keys())
    if (!ledgerFolios.has(folio)) faults.doubled.push(`${folio}: stored without a receipt`);

  await checkClasses(sql, faults);
  const mail = await checkEmails({ entries, sql, emails, kills, faults, outbox });
  checkCounters({ received: await sql(RECEIVED_COUNT), entries, checks, faults });
  const [{ open, stuck }] = await sql(
    `select count(*) filter (where settled_at is null)::int as open,
       count(*) filter (where quarantined_at is not null)::int as stuck from kernel.outbox_message`,
  );
  if (open > 0) faults.unfinished.push(`${open} messages are not settled, ${stuck} of them quarantined`);
  for (const fault of checks.auditFaults) faults.altered.push(`audit trail ${JSON.stringify(fault)}`);
  return { faults, mail, records: supports.size };
}

const RECEIVED_COUNT = `select coalesce(sum(value), 0)::int as value from (
  select value from kernel.counter_total where name = 'supports.received'
  union all select delta from kernel.counter_delta where name = 'supports.received') both_parts`;

function checkBlob(row, entry, dataFolder, faults) {
  if (row.code !== entry.integrityCode || row.size !== entry.size)
    faults.altered.push(`${entry.folio}: a different record`);
  if (Date.parse(row.received_at) !== Date.parse(entry.receivedAt))
    faults.altered.push(`${entry.folio}: a different time of receipt`);
  const path = join(dataFolder, 'blobs', row.blob_key);
  if (!existsSync(path)) {
    faults.lost.push(`${entry.folio}: no file`);
    return;
  }
  const bytes = readFileSync(path);
  if (digestOf(bytes) !== entry.sha256 || row.sha256 !== entry.sha256) {
    faults.lost.push(`${entry.folio}: ${bytes.length} bytes stored, ${entry.size} sent; contents differ`);
    return;
  }
  const { signed, parts } = decodeContainer(bytes);
  const same = parts.length === entry.parts.length && parts.every((part, nth) => digestOf(part) === entry.parts[nth]);
  if (!same || digestOf(signed) !== entry.integrityCode) faults.altered.push(`${entry.folio}: parts differ`);
}

/** Each record must have one initial class change, and its last change must match its current class. */
async function checkClasses(sql, faults) {
  const rows = await sql(
    `select s.folio, s.reported_class, count(*) filter (where m.from_class is null)::int as initial,
       (array_agg(m.to_class order by m.id desc))[1] as last
     from verification.support s left join verification.class_move m on m.support_id = s.id
     group by s.id having count(*) filter (where m.from_class is null) <> 1
       or (array_agg(m.to_class order by m.id desc))[1] is distinct from s.reported_class`,
  );
  for (const { folio, initial, last } of rows)
    faults.doubled.push(`${folio}: ${initial} initial moves, the last one to ${last}`);
}

/**
 * Each receipt must cause one e-mail to the auxiliary and one to the citizen. The same e-mail (by Message-ID) may be
 * sent again only if a process was killed between sending it and committing; one that the inbox marks as done is not
 * sent again.
 */
async function checkEmails({ entries, sql, emails, kills, faults, outbox }) {
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
  const sent = new Map();
  for (const { messageId, to, at } of emails) {
    const [, prefix, id] = /^<([a-z-]+)\.([0-9a-f-]{36})@/.exec(messageId) ?? [];
    if (!RECEIPT_MAILS.includes(prefix)) continue;
    const key = `${prefix} ${id}`;
    sent.set(key, { prefix, id, times: [...(sent.get(key)?.times ?? []), at], to });
  }
  let repeats = 0;
  for (const { prefix, id, times } of sent.values()) {
    const doneAt = done.get(id);
    if (doneAt === undefined) {
      faults.unfinished.push(`e-mail ${prefix} ${id} was sent but has no inbox row`);
      continue;
    }
    const committed = times.filter((at) => at >= doneAt - 5);
    if (committed.length !== 1)
      faults.doubled.push(`e-mail ${prefix} ${id}: sent ${committed.length} times since the done_at of its inbox row`);
    for (const at of times.filter((one) => one < doneAt - 5)) {
      repeats += 1;
      const killedBetween = kills.some((kill) => kill.at > at - SLACK_MS && kill.at < doneAt + SLACK_MS);
      if (!killedBetween)
        faults.doubled.push(`e-mail ${prefix} ${id}: sent twice although no process was killed in between`);
    }
  }
  const citizenReceipts = new Map();
  for (const { prefix, to } of sent.values()) {
    if (prefix === 'citizen-receipt') citizenReceipts.set(to, (citizenReceipts.get(to) ?? 0) + 1);
  }
  for (const { folio, email } of entries) {
    const [message] = outbox.get(folio) ?? [];
    if (!sent.has(`support-received ${deliveries.get(message?.id)}`))
      faults.lost.push(`${folio}: no e-mail to the auxiliary`);
    const times = citizenReceipts.get(email) ?? 0;
    if (times === 0) faults.lost.push(`${folio}: no e-mail to the citizen`);
    if (times > 1) faults.doubled.push(`${folio}: ${times} different e-mails to the citizen`);
  }
  return { sent: sent.size, repeats };
}

function checkCounters({ received: [{ value }], entries, checks, faults }) {
  if (value !== entries.length) faults.miscounted.push(`received: counted ${value}, receipts ${entries.length}`);
  for (const { counter, dimensions, counted, recounted } of checks.differences) {
    faults.miscounted.push(`${counter} ${dimensions}: counted ${counted}, recounted ${recounted}`);
  }
}

function byFolio(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.folio, [...(groups.get(row.folio) ?? []), row]);
  return groups;
}
