import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { sha256, sha256Stream } from '../crypto/digest.js';
import { BlobStore, type BlobStart, type OnInterrupted, type StoredBlob } from './blob-store.js';

/** Bucket, prefix and credentials. */
export interface S3Location {
  /** Origin of the service, e.g. `https://s3.example.mx`; uses path-style URLs. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Prefix of every key in the bucket; empty or with a trailing slash. */
  readonly prefix: string;
}

/** Larger objects are uploaded in parts of this size. S3 requires at least 5 MiB except for the last part. */
const PART_BYTES = 8 * 1024 * 1024;

/** Metadata of an object that was restored from a copy. */
const STORED_AT = 'x-amz-meta-stored-at';

/** File that {@link BlobStore.check} writes and removes. */
const CHECK_KEY = 'check';

/** The service rejected the request or its response is invalid. */
export class S3Error extends Error {
  /** The code that a local disk would report, so that callers need not know the kind of store. */
  readonly code: string;

  constructor(what: string, status: number) {
    super(`${what}: ${String(status)}`);
    this.name = 'S3Error';
    this.code = status === 404 ? 'ENOENT' : status === 507 ? 'ENOSPC' : 'EIO';
  }
}

/**
 * Any S3-compatible store: PUT, GET, HEAD, DELETE, ListObjects and multipart uploads with Signature Version 4. The
 * signature covers the SHA-256 of each part, so the store rejects altered bytes. An object is durable once the store
 * has confirmed its PUT or its multipart upload.
 */
export class S3BlobStore extends BlobStore {
  readonly #client: AwsClient;

  constructor(private readonly location: S3Location) {
    super();
    const { accessKeyId, secretAccessKey, region } = location;
    // No retries here: they would hold the device's connection, and the device retries itself.
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  }

  override async put(
    key: string,
    content: AsyncIterable<Uint8Array>,
    onInterrupted?: OnInterrupted,
  ): Promise<StoredBlob> {
    const digest = sha256Stream();
    let size = 0;
    let [buffered, bytes]: [Uint8Array[], number] = [[], 0];
    const upload = new MultipartUpload(key, (...args) => this.#request(...args));
    try {
      for await (const chunk of content) {
        digest.update(chunk);
        size += chunk.length;
        buffered.push(chunk);
        bytes += chunk.length;
        if (bytes < PART_BYTES) continue;
        await upload.add(Buffer.concat(buffered, bytes));
        [buffered, bytes] = [[], 0];
      }
      const rest = Buffer.concat(buffered, bytes);
      if (upload.hasStarted) await upload.complete(rest);
      else await this.#request('PUT', key, { body: rest });
    } catch (error) {
      // Uploaded parts cannot be read back, so only a transfer within the first part can be resumed.
      if (!upload.hasStarted) await onInterrupted?.(each(buffered), error).catch(() => undefined);
      await upload.abort();
      throw error;
    }
    return { size, sha256: digest.digest() };
  }

  override async read(key: string): Promise<Buffer> {
    return Buffer.from(await (await this.#request('GET', key)).arrayBuffer());
  }

  override open(key: string): Readable {
    return Readable.from(this.#stream(key));
  }

  override async exists(key: string): Promise<boolean> {
    try {
      await this.#request('HEAD', key);
      return true;
    } catch (error) {
      if (error instanceof S3Error && error.code === 'ENOENT') return false;
      throw error;
    }
  }

  override async readStart(key: string, bytes: number): Promise<BlobStart> {
    const { headers } = await this.#request('HEAD', key);
    const size = Number(headers.get('content-length'));
    const storedAt = new Date(headers.get(STORED_AT) ?? headers.get('last-modified') ?? Number.NaN);
    // An empty range is an error.
    if (Math.min(bytes, size) === 0) return { bytes: Buffer.alloc(0), size, storedAt };
    const length = Math.min(bytes, size);
    const answer = await this.#request('GET', key, { range: `bytes=0-${String(length - 1)}` });
    const start = Buffer.from(await answer.arrayBuffer());
    if (start.length !== length) throw new Error(`the blob ${key} is shorter than its size`);
    return { bytes: start, size, storedAt };
  }

  /** S3 does not let a client set its own time, so the time is metadata of the object, which is copied onto itself. */
  override async setStoredAt(key: string, at: Date): Promise<void> {
    const source = { 'x-amz-copy-source': `/${this.location.bucket}${this.#pathOf(key)}` };
    const metadata = { 'x-amz-metadata-directive': 'REPLACE', [STORED_AT]: at.toISOString() };
    const answer = await this.#request('PUT', key, { headers: { ...source, ...metadata } });
    // S3 may answer 200 and report an error in the body.
    if ((await answer.text()).includes('<Error>')) throw new S3Error(`PUT ${key}`, 500);
  }

  override async *keys(folder = ''): AsyncIterable<string> {
    const base = this.location.prefix;
    const prefix = folder === '' ? base : `${base}${folder}/`;
    for (let after: string | undefined = ''; after !== undefined;) {
      const query: URLSearchParams = new URLSearchParams({
        'encoding-type': 'url',
        prefix,
        ...(after !== '' && { marker: after }),
      });
      const page: string = await (await this.#request('GET', undefined, { query })).text();
      // Some stores ignore the requested encoding.
      const read =
        textOf(page, 'EncodingType') === 'url'
          ? (key: string) => decodeURIComponent(key.replaceAll('+', ' '))
          : unescapeXml;
      const keys = [...page.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => read(key));
      for (const key of keys) yield key.slice(base.length);
      after = textOf(page, 'IsTruncated') === 'true' ? keys.at(-1) : undefined;
    }
  }

  override async remove(key: string): Promise<void> {
    // S3 also confirms the deletion of a missing key; report it to the caller.
    if (!(await this.exists(key))) throw new S3Error(`DELETE ${key}`, 404);
    await this.#request('DELETE', key);
  }

  override async check(): Promise<void> {
    await this.#request('PUT', CHECK_KEY, { body: Buffer.from('check') });
    await this.#request('DELETE', CHECK_KEY);
  }

  override freeBytes(): Promise<number> {
    return Promise.resolve(Number.POSITIVE_INFINITY);
  }

  async *#stream(key: string): AsyncGenerator<Uint8Array> {
    const { body } = await this.#request('GET', key);
    if (body) yield* body as unknown as ReadableStream<Uint8Array>;
  }

  #pathOf(key: string): string {
    return `/${`${this.location.prefix}${key}`.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** @param key undefined: the bucket itself. */
  async #request(
    method: string,
    key: string | undefined,
    { query, body, range, headers: more }: S3Options = {},
  ): Promise<Response> {
    const { endpoint, bucket } = this.location;
    const path = key === undefined ? '' : this.#pathOf(key);
    const address = `${endpoint}/${bucket}${path}${query ? `?${query.toString()}` : ''}`;
    const headers = {
      'x-amz-content-sha256': sha256(body ?? '').toString('hex'),
      ...(range !== undefined && { range }),
      ...more,
    };
    const answer = await this.#client
      .fetch(address, {
        method,
        headers,
        signal: AbortSignal.timeout(60_000),
        ...(body && { body: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength) }),
      })
      .catch(() => {
        throw new S3Error(`${method} ${key ?? ''}: no response`, 503);
      });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw new S3Error(`${method} ${key ?? ''}`, answer.status);
  }
}

interface S3Options {
  readonly query?: URLSearchParams;
  readonly body?: Buffer;
  readonly range?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type SendRequest = (method: string, key: string, options?: S3Options) => Promise<Response>;

/** A multipart upload; the object exists only once it is completed. */
class MultipartUpload {
  #id: string | undefined;
  readonly #tags: string[] = [];

  constructor(
    private readonly key: string,
    private readonly request: SendRequest,
  ) {}

  get hasStarted(): boolean {
    return this.#id !== undefined;
  }

  async add(body: Buffer): Promise<void> {
    if (this.#id === undefined) {
      const answer = await this.request('POST', this.key, { query: new URLSearchParams({ uploads: '' }) });
      this.#id = textOf(await answer.text(), 'UploadId');
      if (this.#id === undefined) throw new S3Error(`POST ${this.key}: no UploadId`, answer.status);
    }
    const query = new URLSearchParams({ partNumber: String(this.#tags.length + 1), uploadId: this.#id });
    const answer = await this.request('PUT', this.key, { query, body });
    this.#tags.push(answer.headers.get('etag') ?? '');
  }

  async complete(rest: Buffer): Promise<void> {
    if (rest.length > 0) await this.add(rest);
    const parts = this.#tags.map(
      (tag, index) => `<Part><PartNumber>${String(index + 1)}</PartNumber><ETag>${tag}</ETag></Part>`,
    );
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
    const answer = await this.request('POST', this.key, { query: this.#query(), body });
    // S3 may return 200 and report an error in the body.
    if ((await answer.text()).includes('<Error>')) throw new S3Error(`POST ${this.key}`, 500);
  }

  /** Best effort; a lifecycle rule of the bucket removes unfinished uploads (docs/operations/runbook.md). */
  async abort(): Promise<void> {
    if (this.#id === undefined) return;
    await this.request('DELETE', this.key, { query: this.#query() }).catch(() => undefined);
  }

  #query(): URLSearchParams {
    return new URLSearchParams({ uploadId: this.#id ?? '' });
  }
}

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* chunks;
}

/** The unescaped text of the first element with this name. */
function textOf(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return text === undefined ? undefined : unescapeXml(text);
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };

function unescapeXml(xml: string): string {
  return xml.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name ?? ''] ?? whole;
  });
}
