// Measures the cost of showing an image of a verified record with its evidence key, compared with a worker that opens
// the whole record with the intake key and passes the image through the database; the cost that wrapping the key adds
// to the verification; and the cost of the watermark:
//   npm run bench -- evidence [--records 40] [--runs 5] [--people 10]
import { createDecipheriv } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import pg from 'pg';
import sharp from 'sharp';
import { openEvidenceKey, wrapEvidenceKeys } from '../../src/contexts/verification/persistence/evidence-keys.ts';
import { readContainer } from '../../src/contexts/verification/unseal/container-parts.ts';
import { EvidenceReader } from '../../src/contexts/verification/unseal/evidence-reader.ts';
import { SupportOpener } from '../../src/contexts/verification/unseal/support-opener.ts';
import { partAad } from '../../src/electoral/wire/index.ts';
import { FieldCipher } from '../../src/kernel/crypto/field-cipher.ts';
import { randomId } from '../../src/kernel/crypto/random.ts';
import { watermark } from '../../src/kernel/images/watermark.ts';
import { ConsumerRunner } from '../../src/kernel/jobs/consumer-runner.ts';
import { TransactionRunner } from '../../src/kernel/messaging/transaction-runner.ts';
import { BlobStore } from '../../src/kernel/storage/blob-store.ts';
import { withDemonstrationApp } from '../lib/demonstration-app.mjs';
import { cpuSeconds, sender, settle, undispatchedMessages } from '../lib/received-records.mjs';
import { median, option, rounded } from '../lib/statistics.mjs';

export const description =
  'Images of records: with the evidence key, compared with a worker that has the intake key; wrapping; the watermark';

const CONSUMER = 'verification.verify-support';
const PART = 'anverso';

export async function run({ figure, args }) {
  const [records, runs] = [option(args, 'records', 40), option(args, 'runs', 5)];
  await withDemonstrationApp(async (app, ownerUrl) => {
    await createImageTable(ownerUrl);
    await measure(figure, app, await sender(app, option(args, 'people', 10)), records, runs);
  });
}

/** The table through which the worker passes the image. The application itself cannot create tables. */
async function createImageTable(ownerUrl) {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query('create table bench_image (id uuid primary key, bytes bytea); grant all on bench_image to public');
  await owner.end();
}

async function measure(figure, app, send, records, runs) {
  const spent = { verify: [], wrap: [], floor: [], evidence: [], open: [], handOver: [], encode: [], mark: [] };
  const ways = waysOf(app);
  for (let run = -1; run < runs; run += 1) {
    await send(records);
    const messages = await undispatchedMessages(app);
    const each = { verify: await costOf(() => verify(app, messages), records) };
    await settle(app);
    const rows = await recordsOf(app, messages);
    const plain = [];
    for (const row of rows) plain.push(await ways.prepare(row));
    each.wrap = await costOf(() => ways.wrap(rows, plain), records);
    for (const way of ['floor', 'evidence', 'open', 'handOver', 'encode', 'mark']) {
      each[way] = await costOf(async () => {
        for (const [index, row] of rows.entries()) await ways[way](row, plain[index]);
      }, records);
    }
    if (run >= 0) for (const [name, cost] of Object.entries(each)) spent[name].push(cost);
  }
  const ms = (name) => median(spent[name]) * 1000;
  for (const name of Object.keys(spent)) figure(`cpu.${name}`, rounded(ms(name), 3), 'ms');
  figure('ratio.floorToEvidence', rounded(ms('floor') / ms('evidence')), 'ratio');
  figure('ratio.evidenceToWorker', rounded(ms('evidence') / (ms('open') + ms('handOver'))), 'ratio', '<1');
  figure('ratio.wrapToVerify', rounded(ms('wrap') / ms('verify'), 4), 'ratio', '<0.05');
  figure('ratio.encodeToMark', rounded(ms('encode') / ms('mark')), 'ratio');
}

/** CPU seconds of this process per record. */
async function costOf(work, records) {
  const before = cpuSeconds();
  await work();
  return (cpuSeconds() - before) / records;
}

async function verify(app, messages) {
  const failures = await app.get(ConsumerRunner).runBatch(CONSUMER, messages);
  if (failures.size > 0) throw [...failures.values()][0];
}

function recordsOf(app, messages) {
  const ids = messages.map(({ payload }) => payload.supportId);
  return app
    .get(EntityManager)
    .fork()
    .execute(
      `select support.id, folio, state, blob_key as "blobKey", integrity_code as "integrityCode", wrapped
       from verification.support join verification.evidence_key key on key.support_id = support.id
       where support.id = any(?::uuid[]) and state = 'verified'`,
      [`{${ids.join(',')}}`],
    );
}

/** Each function handles one record, except `wrap`, which handles a batch, as the verification does. */
function waysOf(app) {
  const [cipher, blobs, opener] = [app.get(FieldCipher), app.get(BlobStore), app.get(SupportOpener)];
  const reader = app.get(EvidenceReader);
  const transactions = app.get(TransactionRunner);
  const em = app.get(EntityManager);
  const inTransaction = (work) => transactions.runAsSystem({ name: 'bench', correlationId: randomId() }, work);
  return {
    async prepare(row) {
      const { id, blobKey, integrityCode, wrapped } = row;
      const recordKey = await openEvidenceKey(cipher, id, wrapped);
      const { manifest, sealed } = await readContainer(blobs, blobKey, integrityCode);
      const index = manifest.parts.findIndex(({ name }) => name === PART);
      const aad = partAad(manifest.folio, index, PART);
      const image = await inTransaction(() => reader.read(row, PART));
      return { recordKey, index, aad, image, part: sealed[index] };
    },
    wrap: (rows, plain) =>
      wrapEvidenceKeys(
        cipher,
        rows.map(({ id }, index) => ({ supportId: id, recordKey: plain[index].recordKey })),
      ),
    /** Every method must at least read the file and decrypt one part. */
    async floor({ blobKey }, { recordKey, index, aad, part }) {
      await blobs.read(blobKey);
      const decipher = createDecipheriv('aes-256-gcm', recordKey.key, recordKey.nonces[index]);
      decipher.setAAD(aad);
      decipher.setAuthTag(part.subarray(-16));
      Buffer.concat([decipher.update(part.subarray(0, -16)), decipher.final()]);
    },
    evidence: (row) => inTransaction(() => reader.read(row, PART)),
    open: ({ blobKey, integrityCode }) => inTransaction(() => opener.open(blobKey, integrityCode)),
    /** Does not include waiting for a free worker and for the notification that the image is available. */
    async handOver({ id }, { image }) {
      await em.fork().execute('insert into bench_image values (?, ?)', [id, image]);
      await em.fork().execute('select bytes from bench_image where id = ?', [id]);
    },
    encode: (_row, { image }) => sharp(image).rotate().jpeg({ quality: 90 }).toBuffer(),
    mark: (_row, { image }) => watermark(image, 'ana.mesa 2027-01-15 12:00'),
  };
}
