import { Controller, Param, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { anonymous, systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { SignalFolio } from '../commands/signal-folio.js';
import { TERMINAL_REFUSALS } from '../domain/admission.js';
import { AdmitSupport } from '../queries/admit-support.js';
import { Receptions } from '../receptions.js';
import { CONTAINER_TYPE, folioSchema, parseManifest, type ContainerHeader, type Refusal } from '../wire/index.js';
import { LARGEST_CONTAINER, receiveContainer } from './receive-container.js';

/** Where devices send their sealed records (§8.13, §10): check, store durably, record, receipt. Nothing is opened. */
@Controller('api/v1/supports')
export class SupportsController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly receptions: Receptions,
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
    private readonly clock: Clock,
  ) {}

  @Put(':folio')
  async receive(@Param('folio') folio: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      requireUpload(folio, request);
      const upload = await receiveContainer(request as AsyncIterable<Uint8Array>);
      const { receipt, created } = await this.#take(folio, upload).catch((error: unknown) =>
        this.#refuse(folio, upload.header, error),
      );
      response.status(created ? 201 : 200).json({ receipt });
    } finally {
      // What was refused before it was read must still leave the wire, or the client never sees the answer.
      request.resume();
    }
  }

  async #take(
    folio: string,
    { header, content }: Awaited<ReturnType<typeof receiveContainer>>,
  ): Promise<{ receipt: string; created: boolean }> {
    const { manifest: signed, signature, jwe } = header;
    const admission = await this.dispatcher.ask(
      anonymous(),
      new AdmitSupport({ folio, manifest: signed, signature, jwe }),
    );
    if (admission.receipt !== undefined) return { receipt: admission.receipt, created: false };

    const { manifest, integrityCode, device, flags, graceEndsAt } = admission;
    const code = integrityCode.toString('hex');
    // Of two uploads of one record each has a file of its own: none ever replaces what a receipt stands on.
    const key = `supports/${manifest.processId}/${code.slice(0, 2)}/${code}.${randomId()}.apci`;
    const stored = await this.blobs.put(key, content(manifest)).catch((error: unknown) => {
      const { code: cause } = error as NodeJS.ErrnoException;
      throw DISK_FAULTS.has(cause) ? new DomainError('STORAGE.NOT_DURABLE', { kind: 'unavailable' }) : error;
    });
    return this.receptions.receive({ manifest, integrityCode, device, flags, graceEndsAt, blob: { key, ...stored } });
  }

  /** Signs a refusal that no later try can change, so that the device may let the record go (decision 7). */
  async #refuse(folio: string, header: ContainerHeader, error: unknown): Promise<never> {
    if (!(error instanceof DomainError) || !TERMINAL_REFUSALS.has(error.code)) throw error;
    const integrityCode = sha256(header.manifest);
    const manifest = parseManifest(header.manifest);
    if (error.code === 'INTAKE.FOLIO_TAKEN' && manifest) {
      const { deviceId } = manifest;
      await this.dispatcher.run(systemActor('intake.supports'), new SignalFolio({ folio, deviceId, integrityCode }));
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

function requireUpload(folio: string, request: Request): void {
  if (!folioSchema.safeParse(folio).success) {
    throw new DomainError('INTAKE.FOLIO_INVALID', { kind: 'invalid', field: 'folio' });
  }
  if (request.headers['content-type'] !== CONTAINER_TYPE) {
    throw new DomainError('INTAKE.CONTAINER_INVALID', { kind: 'invalid' });
  }
  const length = Number(request.headers['content-length']);
  if (!Number.isSafeInteger(length)) throw new DomainError('INTAKE.LENGTH_MISSING', { kind: 'invalid' });
  if (length > LARGEST_CONTAINER) throw new DomainError('INTAKE.CONTAINER_TOO_LARGE', { kind: 'too-large' });
}
