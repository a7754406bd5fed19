import { Controller, Get, Param, Patch, Put, Query, Req, Res, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, Response } from 'express';
import { anonymous, systemActor } from '../../../kernel/access/actor.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { BlobStore, type OnInterrupted } from '../../../kernel/storage/blob-store.js';
import { isStorageUnavailable } from '../../../kernel/storage/storage-unavailable.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { PacedBodies, type PacedBody } from '../../../kernel/http/paced-bodies.js';
import { Access } from '../../../kernel/http/route-access.js';
import { RecordRefusal } from '../commands/record-refusal.js';
import { RequestErasure } from '../commands/request-erasure.js';
import { isRecorded, isTerminal } from '../domain/admission.js';
import type { ReceiveResult } from '../commands/receive-supports.js';
import { Capacity } from '../capacity.js';
import { HeaderSlots } from '../header-slots.js';
import { PartialUploads } from '../partial-uploads.js';
import { AdmitSupport, type Admission } from '../queries/admit-support.js';
import { RefusedUploads } from '../refused-uploads.js';
import { SupportReceiver } from '../support-receiver.js';
import { UnknownDevices } from '../unknown-devices.js';
import { CONTAINER_TYPE, folioSchema, parseManifest, sha256Schema, type ContainerHeader } from '#electoral/wire';
import { MAX_CONTAINER_BYTES, receiveContainer, requireSignedLength, type Upload } from './receive-container.js';

interface Incoming {
  readonly folio: string;
  /** Total size of the container. */
  readonly length: number;
  readonly network: string;
  readonly body: PacedBody;
  /** Integrity code of the interrupted upload that this one resumes. */
  readonly resumed?: string;
}

interface StoredContainer {
  key?: string;
}

const ERASURES = anonymous(new Set(['intake.announce']));

type AdmittedUpload = Extract<Admission, { receipt?: undefined }>;

/** Receives sealed records from devices (§8.13, §10): checks and stores them unopened, and issues receipts. */
@Access('proof')
@Controller('api/v1/supports')
export class SupportsController implements OnApplicationShutdown {
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly receiver: SupportReceiver,
    private readonly bodies: PacedBodies,
    private readonly headers: HeaderSlots,
    private readonly unknownDevices: UnknownDevices,
    private readonly capacity: Capacity,
    private readonly refusedUploads: RefusedUploads,
    private readonly partials: PartialUploads,
    private readonly blobs: BlobStore,
  ) {}

  @Put(':folio')
  async receive(@Param('folio') folio: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#respond(request, response, (body) => {
      const length = requireUpload(folio, request);
      return this.#receive({ folio, length, network: clientNetwork(request), body }, body);
    });
  }

  /** Number of stored bytes of an interrupted upload. 0 means that the device must start over with a PUT. */
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
      const start = this.partials.open(folio, integrityCode, storedBytes);
      try {
        const container = concatenate(start as AsyncIterable<Uint8Array>, body);
        const network = clientNetwork(request);
        return await this.#receive({ folio, length, network, body, resumed: integrityCode }, container);
      } finally {
        start.destroy();
      }
    });
  }

  /** Waits until the bytes of the uploads that the shutdown aborted are saved. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #respond(
    request: Request,
    response: Response,
    receive: (body: PacedBody) => Promise<ReceiveResult>,
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
    receive: (body: PacedBody) => Promise<ReceiveResult>,
  ): Promise<void> {
    const body = this.bodies.open(request);
    try {
      const { receipt, created } = await receive(body);
      response.status(created ? 201 : 200).json({ receipt });
    } catch (error) {
      if (error instanceof DomainError) this.refusedUploads.count(error.code);
      throw error;
    } finally {
      await body.return();
    }
  }

  async #receive(upload: Incoming, bytes: AsyncIterable<Uint8Array>): Promise<ReceiveResult> {
    const { folio, resumed } = upload;
    try {
      const received = await this.#admitAndStore(upload, bytes);
      if (resumed !== undefined) await this.partials.delete(folio, resumed);
      return received;
    } catch (error) {
      // A wrongly assembled upload would only be rejected again. If it was interrupted again, its bytes are kept.
      if (resumed !== undefined && error instanceof DomainError && error.kind === 'invalid' && !isInterrupted(error)) {
        await this.partials.delete(folio, resumed);
      }
      throw error;
    }
  }

  /** Admits the upload by its header, and only then reserves capacity for its parts. */
  async #admitAndStore(upload: Incoming, bytes: AsyncIterable<Uint8Array>): Promise<ReceiveResult> {
    const { folio, length, network, body } = upload;
    this.capacity.requireRoom(length);
    const { received, admit, admission } = await this.headers.hold(network, body, async () => {
      const received = await receiveContainer(bytes);
      const admit = () => this.#admit(folio, received.header, network);
      const admission = await this.#recorded(received.header, admit);
      if (admission.receipt === undefined) requireSignedLength(length, received.header, admission.manifest);
      return { received, admit, admission };
    });
    if (admission.receipt !== undefined) return { receipt: admission.receipt, created: false };
    const container: StoredContainer = {};
    const store = () => this.#store(received, admission, admit, container);
    return this.capacity.reserve(admission.device, length, () => this.#recorded(received.header, store, container));
  }

  #admit(folio: string, { manifest: signed, signature, jwe }: ContainerHeader, network: string): Promise<Admission> {
    const manifest = parseManifest(signed);
    const deviceId = manifest?.kind === 'support' ? manifest.deviceId : undefined;
    return this.unknownDevices.watch(network, deviceId, () =>
      this.dispatcher.ask(anonymous(), new AdmitSupport({ folio, manifest: signed, signature, jwe })),
    );
  }

  async #store(
    { content }: Upload,
    admission: AdmittedUpload,
    admit: () => Promise<Admission>,
    container: StoredContainer,
  ): Promise<ReceiveResult> {
    const { manifest, integrityCode, device, flags, graceEndsAt } = admission;
    const { folio } = manifest;
    const code = integrityCode.toString('hex');
    // Concurrent uploads of one record write separate files, so that neither replaces a file that has a receipt.
    const key = `supports/${manifest.processId}/${code.slice(0, 2)}/${code}.${randomId()}.apci`;
    const savePartial: OnInterrupted = async (soFar, cause) => {
      if (isInterrupted(cause)) await this.partials.save(folio, code, soFar);
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

  /**
   * Records a refusal of `work` that the OPL must see. A terminal one is signed only once the device may erase the
   * record, because a period may still be extended (decision 7).
   * @param container set once the container is stored.
   */
  async #recorded<Result>(
    header: ContainerHeader,
    work: () => Promise<Result>,
    container: StoredContainer = {},
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || !isRecorded(error.code)) throw error;
      throw await this.#recordedRefusal(header, error, container.key);
    }
  }

  async #recordedRefusal(header: ContainerHeader, error: DomainError, blobKey?: string): Promise<DomainError> {
    const manifest = parseManifest(header.manifest);
    if (manifest?.kind === 'support' && isRecorded(error.code)) {
      const integrityCode = sha256(header.manifest);
      const command = new RecordRefusal({ manifest, integrityCode, code: error.code, blobKey });
      await this.dispatcher.run(systemActor('intake.supports'), command);
    }
    if (!isTerminal(error.code)) return error;
    const signed = { manifest: base64url(header.manifest), signature: base64url(header.signature) };
    const [answer] = await this.dispatcher.run(ERASURES, new RequestErasure({ manifests: [signed] }));
    if (answer?.state !== 'refused') return error;
    return new DomainError(error.code, {
      kind: error.kind,
      field: error.field,
      params: error.params,
      extensions: { refusal: answer.refusal },
    });
  }
}

/** After these errors, the bytes received so far are kept, so that the device can resume. */
const INTERRUPTIONS: ReadonlySet<string> = new Set(['INTAKE.CONTAINER_TRUNCATED', 'KERNEL.BODY_TOO_SLOW']);

const isInterrupted = (error: unknown): boolean => error instanceof DomainError && INTERRUPTIONS.has(error.code);

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

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

/**
 * @param storedBytes how much of this container is already stored.
 * @returns the total size of the container according to the request.
 */
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
