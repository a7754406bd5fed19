import { Controller, Get, Param, Patch, Put, Query, Req, Res, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, Response } from 'express';
import { anonymous, systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { BlobStore, type OnInterrupted } from '../../../kernel/storage/blob-store.js';
import { isStorageUnavailable } from '../../../kernel/storage/storage-unavailable.js';
import { Access } from '../../../kernel/http/route-access.js';
import { RecordRefusal } from '../commands/record-refusal.js';
import { isRecorded, isTerminal } from '../domain/admission.js';
import type { ReceiveResult } from '../commands/receive-supports.js';
import { Capacity } from '../capacity.js';
import { PartialUploads } from '../partial-uploads.js';
import { AdmitSupport } from '../queries/admit-support.js';
import { SupportReceiver } from '../support-receiver.js';
import {
  CONTAINER_TYPE,
  folioSchema,
  parseManifest,
  sha256Schema,
  type ContainerHeader,
  type Refusal,
} from '#electoral/wire';
import { MAX_CONTAINER_BYTES, receiveContainer, type Upload } from './receive-container.js';

/** Receives sealed records from devices (§8.13, §10): checks, stores and receipts them without opening them. */
@Access('proof')
@Controller('api/v1/supports')
export class SupportsController implements OnApplicationShutdown {
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly receiver: SupportReceiver,
    private readonly capacity: Capacity,
    private readonly partials: PartialUploads,
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
    private readonly clock: Clock,
  ) {}

  @Put(':folio')
  async receive(@Param('folio') folio: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#respond(request, response, (body) => {
      const length = requireUpload(folio, request);
      return this.capacity.reserve(length, () => this.#receive(folio, body));
    });
  }

  /** Number of bytes stored of an interrupted upload. 0 means: start over with a PUT. */
  @Get(':folio/partial/:integrityCode')
  async partial(
    @Param('folio') folio: string,
    @Param('integrityCode') integrityCode: string,
  ): Promise<{ offset: number }> {
    requireValidNames(folio, integrityCode);
    return { offset: await this.partials.size(folio, integrityCode) };
  }

  /** Resumes an interrupted upload with the rest of the container from `offset`. Responds like the PUT. */
  @Patch(':folio/partial/:integrityCode')
  async resume(
    @Param('folio') folio: string,
    @Param('integrityCode') integrityCode: string,
    @Query('offset') offset: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.#respond(request, response, async (body) => {
      requireValidNames(folio, integrityCode);
      const storedBytes = await this.partials.size(folio, integrityCode);
      if (storedBytes === 0 || String(storedBytes) !== offset) {
        throw new DomainError('INTAKE.OFFSET_DIFFERS', {
          kind: 'conflict',
          extensions: { offset: String(storedBytes) },
        });
      }
      const length = requireUpload(folio, request, storedBytes);
      return this.capacity.reserve(length, async () => {
        const start = this.partials.open(folio, integrityCode, storedBytes);
        try {
          const container = concatenate(start as AsyncIterable<Uint8Array>, body);
          return await this.#receive(folio, container, integrityCode);
        } finally {
          start.destroy();
        }
      });
    });
  }

  /** The bytes of uploads that the shutdown aborted are saved before the process ends. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #respond(
    request: Request,
    response: Response,
    receive: (body: AsyncIterable<Uint8Array>) => Promise<ReceiveResult>,
  ): Promise<void> {
    const running = this.#answer(request, response, receive);
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #answer(
    request: Request,
    response: Response,
    receive: (body: AsyncIterable<Uint8Array>) => Promise<ReceiveResult>,
  ): Promise<void> {
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
    try {
      const { receipt, created } = await receive(body);
      response.status(created ? 201 : 200).json({ receipt });
    } finally {
      // Drain the body of a rejected request, or the client never sees the response. `return` releases the iterator,
      // which would keep the stream paused.
      await body.return?.();
      request.resume();
    }
  }

  /** @param resumed integrity code of the interrupted upload that this one resumes. */
  async #receive(folio: string, bytes: AsyncIterable<Uint8Array>, resumed?: string): Promise<ReceiveResult> {
    const upload = await receiveContainer(bytes);
    const container: { key?: string } = {};
    try {
      const received = await this.#store(folio, upload, container);
      if (resumed !== undefined) await this.partials.delete(folio, resumed);
      return received;
    } catch (error) {
      // A wrongly assembled upload would only be rejected again. One interrupted again is kept, with more bytes.
      if (resumed !== undefined && error instanceof DomainError && error.kind === 'invalid' && !isTruncated(error)) {
        await this.partials.delete(folio, resumed);
      }
      return this.#refuse(folio, upload.header, error, container.key);
    }
  }

  /** @param container gets the key once the container is stored. */
  async #store(folio: string, { header, content }: Upload, container: { key?: string }): Promise<ReceiveResult> {
    const { manifest: signed, signature, jwe } = header;
    const admit = () => this.dispatcher.ask(anonymous(), new AdmitSupport({ folio, manifest: signed, signature, jwe }));
    const admission = await admit();
    if (admission.receipt !== undefined) return { receipt: admission.receipt, created: false };

    const { manifest, integrityCode, device, flags, graceEndsAt } = admission;
    const code = integrityCode.toString('hex');
    // Concurrent uploads of one record write separate files, so that neither replaces a file that has a receipt.
    const key = `supports/${manifest.processId}/${code.slice(0, 2)}/${code}.${randomId()}.apci`;
    const savePartial: OnInterrupted = async (soFar, cause) => {
      if (isTruncated(cause)) await this.partials.save(folio, code, soFar);
    };
    const stored = await this.blobs.put(key, content(manifest), savePartial).catch((error: unknown) => {
      // No receipt is issued and the device retries.
      const unavailable = { kind: 'unavailable', cause: error } as const;
      throw isStorageUnavailable(error) ? new DomainError('STORAGE.NOT_DURABLE', unavailable) : error;
    });
    container.key = key;
    const blob = { key, ...stored };
    const storedUpload = { manifest, integrityCode, device, flags, graceEndsAt, blob };
    return this.receiver.receive(storedUpload).catch(async (error: unknown) => {
      if (!(error instanceof DomainError) || error.code !== 'INTAKE.GRACE_OVER') throw error;
      // The period may have been extended during the upload, so check again before refusing permanently.
      const again = await admit();
      if (again.receipt !== undefined) return { receipt: again.receipt, created: false };
      return this.receiver.receive({ ...storedUpload, flags: again.flags, graceEndsAt: again.graceEndsAt });
    });
  }

  /** Records a refusal that the OPL must see, and signs a terminal one, so that the device may erase (decision 7). */
  async #refuse(folio: string, header: ContainerHeader, error: unknown, blobKey?: string): Promise<never> {
    if (!(error instanceof DomainError) || !isRecorded(error.code)) throw error;
    const integrityCode = sha256(header.manifest);
    const manifest = parseManifest(header.manifest);
    if (manifest?.kind === 'support') {
      const command = new RecordRefusal({ manifest, integrityCode, code: error.code, blobKey });
      await this.dispatcher.run(systemActor('intake.supports'), command);
    }
    if (!isTerminal(error.code)) throw error;
    const refusal: Refusal = {
      version: 1,
      kind: 'refusal',
      folio,
      integrityCode: integrityCode.toString('hex'),
      code: error.code,
      refusedAt: this.clock.now().toISOString(),
    };
    throw new DomainError(error.code, {
      kind: error.kind,
      field: error.field,
      params: error.params,
      extensions: { refusal: await this.signing.sign('receipt', refusal) },
    });
  }
}

const isTruncated = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'INTAKE.CONTAINER_TRUNCATED';

async function* concatenate(...streams: readonly AsyncIterable<Uint8Array>[]): AsyncGenerator<Uint8Array> {
  for (const stream of streams) yield* stream;
}

function requireValidNames(folio: string, integrityCode: string): void {
  if (!folioSchema.safeParse(folio).success) {
    throw new DomainError('INTAKE.FOLIO_INVALID', { kind: 'invalid', field: 'folio' });
  }
  if (!sha256Schema.safeParse(integrityCode).success) {
    throw new DomainError('INTAKE.OFFSET_DIFFERS', { kind: 'conflict', extensions: { offset: '0' } });
  }
}

/** @param storedBytes already stored of this container. @returns total container size that the request states. */
function requireUpload(folio: string, request: Request, storedBytes = 0): number {
  if (!folioSchema.safeParse(folio).success) {
    throw new DomainError('INTAKE.FOLIO_INVALID', { kind: 'invalid', field: 'folio' });
  }
  if (request.headers['content-type'] !== CONTAINER_TYPE) {
    throw new DomainError('INTAKE.CONTAINER_INVALID', { kind: 'invalid' });
  }
  const length = storedBytes + Number(request.headers['content-length']);
  if (!Number.isSafeInteger(length)) throw new DomainError('INTAKE.LENGTH_MISSING', { kind: 'invalid' });
  if (length > MAX_CONTAINER_BYTES) throw new DomainError('INTAKE.CONTAINER_TOO_LARGE', { kind: 'too-large' });
  return length;
}
