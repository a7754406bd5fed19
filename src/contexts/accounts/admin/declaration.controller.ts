import {
  Controller,
  Get,
  HttpCode,
  Injectable,
  Post,
  Req,
  Res,
  UploadedFile,
  UseGuards,
  UseInterceptors,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { MAX_SCAN_BYTES, SCAN_TOO_LARGE } from '../../../kernel/documents/scan.js';
import { messageFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { formFile, type FormFile } from '../../../kernel/http/form-file.js';
import { Pages } from '../../../kernel/http/pages.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { UploadDeclaration } from '../commands/upload-declaration.js';
import { GetDeclaration } from '../queries/get-declaration.js';
import { currentOfficial } from './account-sessions.js';
import { REQUIRED_ACTION_PAGES, type OfficialSession } from '../queries/get-official-session.js';

const scanFile = formFile('scan', { maxBytes: MAX_SCAN_BYTES, tooLarge: SCAN_TOO_LARGE });

/**
 * Runs before the file is read, so that no file of an anonymous client is held in memory. Redirects if no Declaratoria
 * is due.
 */
@Injectable()
class DeclarationDue implements CanActivate {
  constructor(private readonly dispatcher: Dispatcher) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    return (await findPending(this.dispatcher, http.getRequest<Request>(), http.getResponse<Response>())) !== undefined;
  }
}

/** The only page of an account whose Declaratoria has not been accepted yet (§4.4). */
@Access('admin')
@Controller('admin/declaratoria')
export class DeclarationController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly pages: Pages,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const official = await findPending(this.dispatcher, request, response);
    if (official) this.#send(response, official);
  }

  @Get('formato.pdf')
  async form(@Req() request: Request, @Res() response: Response): Promise<void> {
    const official = await findPending(this.dispatcher, request, response);
    if (!official) return;
    const { accountId, actor } = official;
    const { pdf, fileName } = await this.dispatcher.ask(actor, new GetDeclaration({ accountId }));
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
    response.type('pdf').send(pdf);
  }

  @Post()
  @HttpCode(200)
  @UseGuards(DeclarationDue)
  @UseInterceptors(scanFile)
  async upload(@UploadedFile() file: FormFile, @Req() request: Request, @Res() response: Response): Promise<void> {
    const official = await findPending(this.dispatcher, request, response);
    if (!official) return;
    const { accountId, actor } = official;
    try {
      await this.dispatcher.run(actor, new UploadDeclaration({ accountId, scan: file.bytes() }));
      response.redirect(303, '/admin/declaratoria');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.#send(response, official, error);
    }
  }

  #send(response: Response, official: OfficialSession, fault?: DomainError): void {
    const { displayName, account, roleLabel, declaredAt, declarations, declarationRefusal } = official;
    this.pages.send(
      response,
      'accounts/declaration',
      {
        displayName,
        account,
        roleLabel,
        declaredAt,
        declarations,
        declarationRefusal,
        error: fault && messageFor(fault),
      },
      fault ? 422 : 200,
    );
  }
}

/** Redirects and returns undefined unless the official still has to deliver a Declaratoria. */
async function findPending(
  dispatcher: Dispatcher,
  request: Request,
  response: Response,
): Promise<OfficialSession | undefined> {
  const official = await currentOfficial(dispatcher, request);
  if (official?.requiredAction === 'declaration') return official;
  response.redirect(
    303,
    official
      ? official.requiredAction === null
        ? '/admin'
        : REQUIRED_ACTION_PAGES[official.requiredAction]
      : '/admin/entrar',
  );
  return undefined;
}
