import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { anonymous } from '../../../kernel/access/actor.js';
import { byField, formErrors, formTexts, type FormError } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RateLimit } from '../../../kernel/http/rate-limit.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { CheckReceipt, type CheckedReceipt } from '../queries/check-receipt.js';

const LABELS = { folio: 'Folio', codigo: 'Código de integridad' };

/** Public page to check a receipt (§10.3). Folio and integrity code may be given as query parameters. */
@Access('open')
@Controller('recibo')
export class ReceiptPage {
  readonly #limit = new RateLimit({ perMinute: 20 });

  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Get()
  async check(@Query() query: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = formTexts(query, ['folio', 'codigo']);
    if (typed.folio === '' && typed.codigo === '') {
      this.#send(response, typed, [], undefined);
      return;
    }
    await this.#limit.take(request, response);
    try {
      const receipt = await this.dispatcher.ask(
        anonymous(),
        new CheckReceipt({ folio: typed.folio, integrityCode: typed.codigo }),
      );
      this.#send(response, typed, [], receipt);
    } catch (error) {
      this.#send(response, typed, formErrors(error, LABELS), undefined);
    }
  }

  #send(response: Response, typed: object, errors: readonly FormError[], receipt: CheckedReceipt | undefined): void {
    this.pages.send(
      response,
      'transparency/receipt',
      { typed, errors, wrong: byField(errors), receipt },
      errors.length > 0 ? 422 : 200,
    );
  }
}
