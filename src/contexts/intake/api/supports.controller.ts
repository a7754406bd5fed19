import { Controller, Get, Param, Patch, Put, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { anonymous, systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { BlobStore, type OnInterrupted } from '../../../kernel/storage/blob-store.js';
import { Access } from '../../../kernel/http/route-access.js';
import { RecordRefusal } from '../commands/record-refusal.js';
import { isTerminal } from '../domain/admission.js';
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

/** Where devices send their sealed records (§8.13, §10): check, store durably, record, receipt. Nothing is opened. */
@Access('proof')
@Controller('api/v1/supports')
export class SupportsController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly receptions: SupportReceiver,
    private readonly capacity: Capacity,
    private readonly partials: PartialUploads,
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
    private readonly clock: Clock,
  ) {}

  @Put(':folio')
  async receive(@Param('folio') folio: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#answer(request, response, (body) => {
      const length = requireUpload(folio, request);
      return this.capacity.hold(length, () => this.#receive(folio, body));
    });
  }

  /** How much is here of an upload that was cut; 0: begin anew, with a PUT. */
  @Get(':folio/partial/:integrityCode')
  async partial(
    @Param('folio') folio: string,
    @Param('integrityCode') integrityCode: string,
  ): Promise<{ offset: number }> {
    requireNames(folio, integrityCode);
    return { offset: await this.partials.size(folio, integrityCode) };
  }

  /** Goes on with an upload that was cut: the rest of the container, from `offset` on. The answers are those of the PUT. */
  @Patch(':folio/partial/:integrityCode')
  async resume(
    @Param('folio') folio: string,
    @Param('integrityCode') integrityCode: string,
    @Query('offset') offset: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.#answer(request, response, async (body) => {
      requireNames(folio, integrityCode);
      const kept = await this.partials.size(folio, integrityCode);
      if (kept === 0 || String(kept) !== offset) {
        throw new DomainError('INTAKE.OFFSET_DIFFERS', { kind: 'conflict', extensions: { offset: String(kept) } });
      }
      const length = requireUpload(folio, request, kept);
      return this.capacity.hold(length, async () => {
        const start = this.partials.open(folio, integrityCode, kept);
        try {
          const whole = inSequence(start as AsyncIterable<Uint8Array>, body);
          return await this.#receive(folio, whole, integrityCode);
        } finally {
          start.destroy();
        }
      });
    });
  }

  async #answer(
    request: Request,
    response: Response,
    take: (body: AsyncIterable<Uint8Array>) => Promise<ReceiveResult>,
  ): Promise<void> {
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
    try {
      const { receipt, created } = await take(body);
      response.status(created ? 201 : 200).json({ receipt });
    } finally {
      // What was refused before it was read must still leave the wire, or the client never sees the answer: whoever
      // began to read and left keeps it from flowing.
      await body.return?.();
      request.resume();
    }
  }

  /** @param resumed integrity code of what this goes on with. */
  async #receive(folio: string, bytes: AsyncIterable<Uint8Array>, resumed?: string): Promise<ReceiveResult> {
    const upload = await receiveContainer(bytes);
    try {
      const received = await this.#take(folio, upload);
      if (resumed !== undefined) await this.partials.drop(folio, resumed);
      return received;
    } catch (error) {
      // What was put together wrongly would only be refused again; what was cut once more is kept, longer than before.
      if (resumed !== undefined && error instanceof DomainError && error.kind === 'invalid' && !isCut(error)) {
        await this.partials.drop(folio, resumed);
      }
      return this.#refuse(folio, upload.header, error);
    }
  }

  async #take(folio: string, { header, content }: Upload): Promise<ReceiveResult> {
    const { manifest: signed, signature, jwe } = header;
    const admit = () => this.dispatcher.ask(anonymous(), new AdmitSupport({ folio, manifest: signed, signature, jwe }));
    const admission = await admit();
    if (admission.receipt !== undefined) return { receipt: admission.receipt, created: false };

    const { manifest, integrityCode, device, flags, graceEndsAt } = admission;
    const code = integrityCode.toString('hex');
    // Of two uploads of one record each has a file of its own: none ever replaces what a receipt stands on.
    const key = `supports/${manifest.processId}/${code.slice(0, 2)}/${code}.${randomId()}.apci`;
    const keepCut: OnInterrupted = async (soFar, cause) => {
      if (isCut(cause)) await this.partials.keep(folio, code, soFar);
    };
    const stored = await this.blobs.put(key, content(manifest), keepCut).catch((error: unknown) => {
      const { code: cause } = error as NodeJS.ErrnoException;
      throw DISK_FAULTS.has(cause) ? new DomainError('STORAGE.NOT_DURABLE', { kind: 'unavailable' }) : error;
    });
    const blob = { key, ...stored };
    const reception = { manifest, integrityCode, device, flags, graceEndsAt, blob };
    return this.receptions.receive(reception).catch(async (error: unknown) => {
      if (!(error instanceof DomainError) || error.code !== 'INTAKE.GRACE_OVER') throw error;
      // The period may have been extended while the bytes came: only one that is over now is refused for good.
      const again = await admit();
      if (again.receipt !== undefined) return { receipt: again.receipt, created: false };
      return this.receptions.receive({ ...reception, flags: again.flags, graceEndsAt: again.graceEndsAt });
    });
  }

  /** Signs a refusal that no later try can change, so that the device may let the record go (decision 7). */
  async #refuse(folio: string, header: ContainerHeader, error: unknown): Promise<never> {
    if (!(error instanceof DomainError) || !isTerminal(error.code)) throw error;
    const integrityCode = sha256(header.manifest);
    const manifest = parseManifest(header.manifest);
    if (manifest?.kind === 'support') {
      const refused = new RecordRefusal({ manifest, integrityCode, code: error.code });
      await this.dispatcher.run(systemActor('intake.supports'), refused);
    }
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

/** The disk did not keep what it was given: nothing is receipted, the device tries again. */
const DISK_FAULTS: ReadonlySet<unknown> = new Set(['EACCES', 'EDQUOT', 'EFBIG', 'EIO', 'ENOSPC', 'EROFS']);

const isCut = (error: unknown): boolean => error instanceof DomainError && error.code === 'INTAKE.CONTAINER_TRUNCATED';

async function* inSequence(...streams: readonly AsyncIterable<Uint8Array>[]): AsyncGenerator<Uint8Array> {
  for (const stream of streams) yield* stream;
}

function requireNames(folio: string, integrityCode: string): void {
  if (!folioSchema.safeParse(folio).success) {
    throw new DomainError('INTAKE.FOLIO_INVALID', { kind: 'invalid', field: 'folio' });
  }
  if (!sha256Schema.safeParse(integrityCode).success) {
    throw new DomainError('INTAKE.OFFSET_DIFFERS', { kind: 'conflict', extensions: { offset: '0' } });
  }
}

/** @param before how much is here already. @returns how long the container is in all, as the request states it. */
function requireUpload(folio: string, request: Request, before = 0): number {
  if (!folioSchema.safeParse(folio).success) {
    throw new DomainError('INTAKE.FOLIO_INVALID', { kind: 'invalid', field: 'folio' });
  }
  if (request.headers['content-type'] !== CONTAINER_TYPE) {
    throw new DomainError('INTAKE.CONTAINER_INVALID', { kind: 'invalid' });
  }
  const length = before + Number(request.headers['content-length']);
  if (!Number.isSafeInteger(length)) throw new DomainError('INTAKE.LENGTH_MISSING', { kind: 'invalid' });
  if (length > MAX_CONTAINER_BYTES) throw new DomainError('INTAKE.CONTAINER_TOO_LARGE', { kind: 'too-large' });
  return length;
}
