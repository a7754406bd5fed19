import { Body, Controller, Get, HttpCode, Param, Post, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { MAX_SCAN_BYTES, SCAN_TOO_LARGE } from '../../../kernel/documents/scan.js';
import { emptyFieldMessage } from '../../../kernel/errors/empty-field-message.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { formFile, type FormFile } from '../../../kernel/http/form-file.js';
import { byField, formErrors, formTexts, type FormError } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { UploadPaper } from '../commands/upload-paper.js';
import { WithdrawPaper } from '../commands/withdraw-paper.js';
import { WITHDRAWAL_LABELS } from '../domain/field-labels.js';
import { PAPER_KINDS, type PaperKind, type WithdrawalReason } from '../persistence/paper-records.js';
import { GetPaper } from '../queries/get-paper.js';
import { GetResponsiva } from '../queries/get-responsiva.js';
import { auxiliaryView } from './auxiliary-view.js';
import { PAPER_NAMES } from './auxiliary-labels.js';

const scanFile = formFile('scan', { maxBytes: MAX_SCAN_BYTES, tooLarge: SCAN_TOO_LARGE });

/** The responsiva to sign, and the uploaded scans (§6.7). */
@Access('portal')
@Controller('portal/auxiliares/:auxiliaryId')
export class PapersPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Get('responsiva.pdf')
  async responsiva(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { fileName, pdf } = await this.dispatcher.ask(actor, new GetResponsiva({ auxiliaryId }));
    sendFile(response, fileName, 'application/pdf', pdf);
  }

  @Get('documentos/:kind')
  async paper(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Param('kind') kind: string,
    @Res() response: Response,
  ): Promise<void> {
    const paper = await this.dispatcher.ask(actor, new GetPaper({ auxiliaryId, kind: kindOf(kind) }));
    sendFile(response, paper.fileName, paper.mediaType, paper.scan);
  }

  /** An earlier or withdrawn scan. */
  @Get('documentos/:kind/:number')
  async earlierPaper(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Param() scan: object,
    @Res() response: Response,
  ): Promise<void> {
    const paper = await this.dispatcher.ask(actor, new GetPaper({ auxiliaryId, ...scanOf(scan) }));
    sendFile(response, paper.fileName, paper.mediaType, paper.scan);
  }

  @Get('documentos/:kind/:number/retirar')
  async confirmWithdrawal(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Param() scan: object,
    @Res() response: Response,
  ): Promise<void> {
    await this.#withdrawal(actor, response, { auxiliaryId, ...scanOf(scan) }, []);
  }

  @Post('documentos/:kind/:number/retirar')
  async withdraw(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Param() scan: object,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const target = { auxiliaryId, ...scanOf(scan) };
    const { reason } = formTexts(body, ['reason']);
    if (reason === '') {
      await this.#withdrawal(actor, response, target, [
        { field: 'reason', sentence: emptyFieldMessage('Motivo', 'Elija') },
      ]);
      return;
    }
    try {
      // The command rejects any other value.
      await this.dispatcher.run(actor, new WithdrawPaper({ ...target, reason: reason as WithdrawalReason }));
      response.redirect(303, `/portal/auxiliares/${auxiliaryId}?hecho=retiro#documentos`);
    } catch (error) {
      await this.#withdrawal(actor, response, target, formErrors(error, { reason: 'Motivo' }));
    }
  }

  @Post('documentos/:kind')
  @HttpCode(200)
  @UseInterceptors(scanFile)
  async upload(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Param('kind') text: string,
    @UploadedFile() file: FormFile,
    @Res() response: Response,
  ): Promise<void> {
    const kind = kindOf(text);
    try {
      await this.dispatcher.run(actor, new UploadPaper({ auxiliaryId, kind, scan: file.bytes() }));
      response.redirect(303, `/portal/auxiliares/${auxiliaryId}?hecho=${kind}#documentos`);
    } catch (error) {
      const tooLarge = error instanceof DomainError && error.code === SCAN_TOO_LARGE;
      const fault = tooLarge ? new DomainError(error.code, { kind: 'invalid', field: kind }) : error;
      const errors = formErrors(fault, PAPER_NAMES);
      const view = await auxiliaryView(this.dispatcher, actor, auxiliaryId, errors);
      this.pages.send(
        response,
        'auxiliaries/portal/detail',
        { ...view, errors, errorTitle: 'No se guardó el archivo' },
        422,
      );
    }
  }

  async #withdrawal(
    actor: Actor,
    response: Response,
    { auxiliaryId, kind, number }: { auxiliaryId: string; kind: PaperKind; number: number },
    errors: readonly FormError[],
  ): Promise<void> {
    const view = await auxiliaryView(this.dispatcher, actor, auxiliaryId);
    const paper = view.papers.find((one) => one.kind === kind);
    const scan = paper?.scans.find((one) => one.number === number);
    if (!scan) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
    const reasons = Object.entries(WITHDRAWAL_LABELS).map(([value, label]) => ({ value, label }));
    this.pages.send(
      response,
      'auxiliaries/portal/withdraw-paper',
      { ...view, paper, scan, reasons, errors, errorsByField: byField(errors) },
      errors.length === 0 ? 200 : 422,
    );
  }
}

function scanOf(params: object): { kind: PaperKind; number: number } {
  const { kind, number } = formTexts(params, ['kind', 'number']);
  if (!/^[1-9]\d{0,5}$/.test(number)) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
  return { kind: kindOf(kind), number: Number(number) };
}

function kindOf(text: string): PaperKind {
  const kind = PAPER_KINDS.find((one) => one === text);
  if (!kind) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
  return kind;
}

/** Sends a download that browsers and proxies must not store. */
export function sendFile(response: Response, fileName: string, type: string, content: Buffer): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
  response.type(type).send(content);
}
