import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { asOwner, contextModule } from '../../../test/support/app.js';
import { startS3 } from '../../../test/support/s3.js';
import { sha256 } from '../crypto/digest.js';
import { randomId } from '../crypto/random.js';
import { BlobStore } from './blob-store.js';
import { OwnsBlobs } from './blob-owners.js';
import { OrphanCollector } from './orphan-collector.js';
import { Scrub } from './scrub.js';

@Injectable()
@OwnsBlobs([{ folder: 'things', table: 'spec.thing', keyColumn: 'blob_key', sha256Column: 'blob_sha256' }])
class ThingsBlobs {}

@Module({ providers: [ThingsBlobs] })
class ThingsModule {}

it('orphan collection and scrub work on S3 as on disk (decisions 1, 17)', async () => {
  const { place, stop } = await startS3();
  const context = await contextModule([ThingsModule], {
    BLOB_STORE: `s3://${place.bucket}/sellados`,
    S3_ENDPOINT: place.endpoint,
    S3_ACCESS_KEY_ID: place.accessKeyId,
    S3_SECRET_ACCESS_KEY: place.secretAccessKey,
  });
  try {
    const em = asOwner(context.module);
    await em.execute('create schema spec');
    await em.execute(
      'create table spec.thing (id uuid primary key, blob_key text not null, blob_sha256 bytea not null)',
    );
    const blobs = context.module.get(BlobStore);
    const put = (key: string, text = key) => blobs.put(key, Readable.from([Buffer.from(text)]));
    for (const key of ['things/owned', 'things/altered', 'things/missing']) {
      await put(key);
      await em.execute('insert into spec.thing values (?, ?, ?)', [randomId(), key, sha256(key)]);
    }
    await put('things/orphan');
    await put('elsewhere/one');

    const orphans = context.module.get(OrphanCollector);
    expect(await orphans.collect()).toMatchObject({ seen: 5, waiting: 1, removed: 0, unknown: 1 });
    context.clock.advance(24 * 3_600_000);
    expect(await orphans.collect()).toMatchObject({ removed: 1, unknown: 1 });
    expect(await blobs.exists('things/orphan')).toBe(false);
    expect(await blobs.exists('things/owned')).toBe(true);

    await put('things/altered', 'other');
    await blobs.remove('things/missing');
    const { checked, damaged } = await context.module.get(Scrub).run();
    expect([checked, new Set(damaged)]).toEqual([3, new Set(['things/altered', 'things/missing'])]);
  } finally {
    await context.close();
    await stop();
  }
});
