import { Body, Controller, Get, HttpCode, Post, Query, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { SPREADSHEET_TYPE } from '../../../kernel/documents/spreadsheet.js';
import { formFile, type FormFile } from '../../../kernel/http/form-file.js';
import { byField, formErrors, type FormError } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { DecideImport } from '../commands/decide-import.js';
import { ImportAuxiliaries } from '../commands/import-auxiliaries.js';
import { importTemplate } from '../documents/import-template.js';
import { MAX_IMPORT_BYTES } from '../domain/import-columns.js';
import { GetImportAnswer } from '../queries/get-import-answer.js';
import { GetImport, type ImportView } from '../queries/get-import.js';
import { GetImportResult } from '../queries/get-import-result.js';
import { ListImports } from '../queries/list-imports.js';
import { describeImport, describeRow } from './import-labels.js';

const excelFile = formFile('file', { maxBytes: MAX_IMPORT_BYTES, tooLarge: 'AUXILIARIES.IMPORT_TOO_LARGE' });

/** Registration of auxiliaries with Excel files (§6.4). */
@Access('portal')
@Controller('portal/auxiliares')
export class ImportPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  @Get('plantilla.xlsx')
  async template(@Res() response: Response): Promise<void> {
    sendWorkbook(response, 'plantilla-auxiliares.xlsx', await importTemplate(this.clock.now()));
  }

  @Get('excel')
  async form(@RequestActor() actor: Actor, @Res() response: Response): Promise<void> {
    await this.#form(actor, response, [], 200);
  }

  @Post('excel')
  @HttpCode(200)
  @UseInterceptors(excelFile)
  async upload(@UploadedFile() file: FormFile, @RequestActor() actor: Actor, @Res() response: Response): Promise<void> {
    try {
      const { importId, alreadyUploaded: again } = await this.dispatcher.run(
        actor,
        new ImportAuxiliaries({
          aspirantId: aspirantOf(actor),
          file: file.bytes(),
          fileName: fileNameOf(file.name),
        }),
      );
      response.redirect(303, `/portal/auxiliares/excel/${importId}${again ? '?mismo=1' : ''}`);
    } catch (error) {
      await this.#form(actor, response, formErrors(error, { file: 'Archivo' }), 422);
    }
  }

  @Get('excel/:importId')
  async detail(
    @RequestActor() actor: Actor,
    @UuidParam('importId') importId: string,
    @Query('mismo') same: unknown,
    @Query('pagina') page: unknown,
    @Res() response: Response,
  ): Promise<void> {
    await this.#detail(actor, importId, response, { same: same === '1', page: pageOf(page) });
  }

  /** Fragment that the page reloads while the job is running. */
  @Get('excel/:importId/avance')
  async progress(
    @RequestActor() actor: Actor,
    @UuidParam('importId') importId: string,
    @Res() response: Response,
  ): Promise<void> {
    this.pages.send(
      response,
      'auxiliaries/portal/import-progress',
      describeImport(await this.#import(actor, importId)),
    );
  }

  @Get('excel/:importId/por-corregir.xlsx')
  async answer(
    @RequestActor() actor: Actor,
    @UuidParam('importId') importId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { workbook, fileName } = await this.dispatcher.ask(actor, new GetImportAnswer({ importId }));
    sendWorkbook(response, fileName, workbook);
  }

  @Post('excel/:importId')
  @HttpCode(200)
  async decide(
    @RequestActor() actor: Actor,
    @UuidParam('importId') importId: string,
    @Body('decision') decision: unknown,
    @Res() response: Response,
  ): Promise<void> {
    try {
      await this.dispatcher.run(
        actor,
        new DecideImport({ importId, decision: decision === 'register' ? 'register' : 'none' }),
      );
      response.redirect(303, `/portal/auxiliares/excel/${importId}`);
    } catch (error) {
      await this.#detail(actor, importId, response, { errors: formErrors(error, {}) }, 422);
    }
  }

  async #form(actor: Actor, response: Response, errors: readonly FormError[], status: number): Promise<void> {
    const before = await this.dispatcher.ask(actor, new ListImports({ aspirantId: aspirantOf(actor) }));
    this.pages.send(
      response,
      'auxiliaries/portal/import-form',
      { errors, errorsByField: byField(errors), before: before.map(describeImport) },
      status,
    );
  }

  async #detail(
    actor: Actor,
    importId: string,
    response: Response,
    { page = 1, ...more }: { readonly same?: boolean; readonly page?: number; readonly errors?: readonly FormError[] },
    status = 200,
  ): Promise<void> {
    const description = describeImport(await this.#import(actor, importId));
    const view = { ...description, ...(await this.#result(actor, description, page)), ...more };
    this.pages.send(response, 'auxiliaries/portal/import', view, status);
  }

  async #result(actor: Actor, { importId, hasAnswer }: ImportView, page: number): Promise<object> {
    if (!hasAnswer) return {};
    const { rows, pages } = await this.dispatcher.ask(actor, new GetImportResult({ importId, page }));
    return {
      rows: rows.map(describeRow),
      page,
      pages,
      before: page > 1 ? Math.min(page - 1, pages) : undefined,
      after: page < pages ? page + 1 : undefined,
    };
  }

  #import(actor: Actor, importId: string): Promise<ImportView> {
    return this.dispatcher.ask(actor, new GetImport({ importId }));
  }
}

function sendWorkbook(response: Response, fileName: string, workbook: Buffer): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
  response.type(SPREADSHEET_TYPE).send(workbook);
}

/** The browser sends the name in UTF-8; the multipart parser reads it as Latin-1. */
function fileNameOf(sent: string | undefined): string {
  const name = Buffer.from(sent ?? '', 'latin1').toString('utf8');
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, 200);
}

function pageOf(page: unknown): number {
  return typeof page === 'string' && /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1;
}

function aspirantOf(actor: Actor): string {
  return actor.scope['aspirantId'] ?? '';
}
