import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import type { S3Location } from '../../src/kernel/storage/s3-blob-store.js';

/** Starts an S3-compatible server that checks signatures, with one empty bucket. */
export async function startS3(): Promise<{ readonly place: S3Location; readonly stop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  const bucket = 'apoyos';
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await server.run();
  return {
    place: {
      endpoint: `http://127.0.0.1:${String(port)}`,
      bucket,
      region: 'us-east-1',
      // The only credentials that the server accepts.
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      prefix: 'sellados/',
    },
    stop: async () => {
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}
