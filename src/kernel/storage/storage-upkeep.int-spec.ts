import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { sha256 } from '../crypto/digest.js';
import { randomId } from '../crypto/random.js';
import { BlobStore } from './blob-store.js';
import { OwnsBlobs, type BlobOwner, type BlobRef, type OrphanKind } from './blob-owners.js';
import { OrphanCollector } from './orphan-collector.js';
import { Scrub } from './scrub.js';
import { StorageStatus } from './storage-status.js';

@Injectable()
@OwnsBlobs([{ folder: 'things', table: 'spec.thing', keyColumn: 'blob_key', sha256Column: 'blob_sha256' }])
class ThingsBlobs implements BlobOwner {
  held: string[] = [];

  orphanKind({ key }: BlobRef): Promise<OrphanKind> {
    return Promise.resolve(this.held.includes(key) ? 'kept' : 'removable');
  }
}

/** Verifies its blobs by their first bytes. */
@Injectable()
@OwnsBlobs([{ folder: 'letters', table: 'spec.letter', keyColumn: 'blob_key', sha256Column: 'blob_sha256' }])
class LettersBlobs implements BlobOwner {
  async verify(_: BlobRef, bytes: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
    const read: Uint8Array[] = [];
    for await (const chunk of bytes) read.push(chunk);
    return Buffer.concat(read).toString().startsWith('Dear') ? [] : ['salutation'];
  }
}

@Module({ providers: [ThingsBlobs, LettersBlobs] })
class ThingsModule {}

let context: TestContext;
let blobs: BlobStore;
const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
  asOwner(context.module).execute<Row[]>(sql, params);
const collect = () => context.module.get(OrphanCollector).collect();
const scrub = (atMost?: number) => context.module.get(Scrub).run(atMost);

async function store(name: string, withRow = true): Promise<string> {
  const key = `things/${name}`;
  const { sha256: digest } = await blobs.put(key, Readable.from([Buffer.from(name)]));
  if (withRow) await rows('insert into spec.thing values (?, ?, ?)', [randomId(), key, digest]);
  return key;
}

beforeAll(async () => {
  context = await contextModule([ThingsModule]);
  blobs = context.module.get(BlobStore);
  await rows('create schema spec');
  await rows('create table spec.letter (id uuid primary key, blob_key text not null, blob_sha256 bytea not null)');
  await rows('create table spec.thing (id uuid primary key, blob_key text not null, blob_sha256 bytea not null)');
});
afterAll(() => context.close());

describe('orphans (decision 17)', () => {
  it('are removed a day after they were first seen, with key, size and digest recorded', async () => {
    const owned = await store('owned');
    const orphan = await store('orphan', false);
    await writeFile(join(context.config.blobsFolder, 'things', 'broken-off.part'), 'half');
    expect(await collect()).toEqual({
      ...{ seen: 3, waiting: 2, removed: 0, unknown: 0, kept: 0, unrecorded: 0 },
      suspended: false,
    });
    context.clock.advance(24 * 3_600_000 - 1000);
    expect(await collect()).toMatchObject({ waiting: 2, removed: 0 });
    context.clock.advance(1000);
    expect(await collect()).toMatchObject({ waiting: 0, removed: 2 });
    expect(await blobs.exists(owned)).toBe(true);
    expect(await readdir(join(context.config.blobsFolder, 'things'))).toEqual(['owned']);
    expect(await rows('select key, size, sha256 from kernel.blob_orphan where key = ?', [orphan])).toEqual([
      { key: orphan, size: '6', sha256: sha256('orphan') },
    ]);
    expect(await rows(`select 1 from kernel.audit_entry where action = 'kernel.remove-orphan'`)).toHaveLength(2);
  });

  it('are not removed if their row was added later', async () => {
    const late = await store('late', false);
    await collect();
    await rows('insert into spec.thing values (?, ?, ?)', [randomId(), late, sha256('late')]);
    context.clock.advance(48 * 3_600_000);
    expect(await collect()).toMatchObject({ removed: 0 });
    expect(await blobs.exists(late)).toBe(true);
  });

  it('are not removed unless their owner allows it', async () => {
    const held = await store('held', false);
    context.module.get(ThingsBlobs).held = [held];
    await collect();
    context.clock.advance(48 * 3_600_000);
    expect(await collect()).toMatchObject({ removed: 0, kept: 1 });
    expect(await blobs.exists(held)).toBe(true);
    context.module.get(ThingsBlobs).held = [];
    expect(await collect()).toMatchObject({ removed: 1 });
    expect(await blobs.exists(held)).toBe(false);
  });

  it('are not removed from folders without an owner', async () => {
    await blobs.put('elsewhere/one', Readable.from([Buffer.from('x')]));
    await collect();
    context.clock.advance(48 * 3_600_000);
    expect(await collect()).toMatchObject({ removed: 0, unknown: 1 });
    expect(await blobs.exists('elsewhere/one')).toBe(true);
  });
});

describe('the collection of orphans after a restore of the database (decision 17)', () => {
  const suspensionCauses = async () =>
    (await context.module.get(StorageStatus).read()).suspensions.map(({ cause }) => cause);

  // The origin stored in the database is not the server on which it runs.
  it.each([
    ['to a point in time', `update kernel.database_origin set timeline = '00000000'`],
    ['from a dump into another cluster', `update kernel.database_origin set system_identifier = '1'`],
  ])(
    '%s is suspended, as the status shows, and never removes the blobs that had no row when it was resumed',
    async (what, change) => {
      const lost = await store(`lost ${what}`, false);
      expect(await collect()).toMatchObject({ suspended: false });
      await rows(change);
      context.clock.advance(48 * 3_600_000);
      expect(await collect()).toMatchObject({ removed: 0, suspended: true });
      expect(await suspensionCauses()).toEqual(['server-changed']);
      expect(await collect()).toMatchObject({ removed: 0, suspended: true });

      const later = await store(`later ${what}`, false);
      const kept = await context.module.get(OrphanCollector).resume();
      expect(kept).toBeGreaterThanOrEqual(2);
      expect(await suspensionCauses()).toEqual([]);
      const mistaken = await store(`mistaken ${what}`, false);
      await collect();
      context.clock.advance(48 * 3_600_000);
      expect(await collect()).toMatchObject({ removed: 1, suspended: false });
      for (const key of [lost, later]) expect(await blobs.exists(key)).toBe(true);
      expect(await blobs.exists(mistaken)).toBe(false);
      const audited = await rows<{ action: string }>(
        `select action from kernel.audit_entry where action like 'kernel.%-collection' order by id desc limit 2`,
      );
      expect(audited.map(({ action }) => action).sort()).toEqual([
        'kernel.resume-collection',
        'kernel.suspend-collection',
      ]);
    },
  );

  // A dump restored into the same cluster leaves server and timeline as they were.
  it.each([
    ['to a point in time', `update kernel.database_origin set timeline = '00000000'`],
    ['from a dump into the same cluster', 'select 1'],
  ])('%s keeps blobs without a row if the operator resumes it before its first run', async (what, change) => {
    await rows(change);
    const lost = await store(`unseen ${what}`, false);
    expect(await context.module.get(OrphanCollector).resume()).toBe(1);
    expect(await suspensionCauses()).toEqual([]);
    context.clock.advance(25 * 3_600_000);
    await collect();
    context.clock.advance(25 * 3_600_000);
    expect(await collect()).toMatchObject({ removed: 0, suspended: false });
    expect(await blobs.exists(lost)).toBe(true);
  });
});

describe('the scrub (decision 1)', () => {
  it('verifies some blobs per run and starts a new round after the last', async () => {
    await store('third');
    const checked = [];
    for (let run = 0; run < 3; run += 1) checked.push((await scrub(2)).checked);
    expect(checked).toEqual([2, 1, 2]);
    expect(await rows(`select round from kernel.scrub_position where what = 'spec.thing'`)).toEqual([{ round: 2 }]);
  });

  it('finds an altered or missing blob, audits it once, and clears the finding when the blob is restored', async () => {
    const [altered, missing] = [await store('altered'), await store('missing')];
    const path = (key: string) => join(context.config.blobsFolder, key);
    await appendFile(path(altered), '.');
    await rm(path(missing));
    // The current round may have passed these blobs already.
    await scrub();
    for (let run = 0; run < 2; run += 1) expect(new Set((await scrub()).damaged)).toEqual(new Set([altered, missing]));
    const found = await rows(`select key, fault from kernel.blob_damage where mended_at is null order by key`);
    expect(found).toEqual([
      { key: altered, fault: 'altered' },
      { key: missing, fault: 'missing' },
    ]);
    expect(await rows(`select 1 from kernel.audit_entry where action = 'kernel.find-damage'`)).toHaveLength(2);

    await writeFile(path(altered), 'altered');
    await writeFile(path(missing), 'missing');
    expect((await scrub()).damaged).toEqual([]);
    expect(await rows('select 1 from kernel.blob_damage where mended_at is null')).toEqual([]);
  });

  it('reports a file that the disk cannot read, and verifies those after it', async () => {
    const bad = await store('bad');
    const position = async () => rows(`select round from kernel.scrub_position where what = 'spec.thing'`);
    const before = await position();
    const open = blobs.open.bind(blobs);
    const fail = () => Promise.reject(Object.assign(new Error('i/o error'), { code: 'EIO' }));
    const spy = jest.spyOn(blobs, 'open');
    spy.mockImplementation((key) =>
      key === bad ? Readable.from({ [Symbol.asyncIterator]: () => ({ next: fail }) }) : open(key),
    );
    expect(await scrub()).toMatchObject({ damaged: [bad], findings: { [bad]: ['unreadable'] } });
    expect(await position()).not.toEqual(before);
    spy.mockRestore();
    expect((await scrub()).damaged).toEqual([]);
  });

  it('verifies a blob with the check that its owner provides', async () => {
    for (const [name, text] of [
      ['owned', 'Dear citizen'],
      ['lost', 'Something else'],
    ] as const) {
      await blobs.put(`letters/${name}`, Readable.from([Buffer.from(text)]));
      await rows('insert into spec.letter values (?, ?, ?)', [randomId(), `letters/${name}`, sha256('another text')]);
    }
    expect(await scrub()).toMatchObject({ damaged: ['letters/lost'], findings: { 'letters/lost': ['salutation'] } });
  });
});
