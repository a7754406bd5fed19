import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { anonymous } from '../../../kernel/access/actor.js';
import { byField, formErrors, formTexts, type FormError } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { RateLimits } from '../../../kernel/http/rate-limits.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { CheckReceipt, MAX_PASTED, type CheckedReceipt } from '../queries/check-receipt.js';

/** What the page shows about a receipt. */
interface ReceiptView {
  readonly folio: string;
  /** ISO 8601, UTC; null without a valid receipt. */
  readonly receivedAt: string | null;
  readonly unaltered: boolean;
  /** The parts of the record that could not be confirmed. */
  readonly unconfirmed: Readonly<Record<'receipt' | 'row' | 'container' | 'device', boolean>>;
}

/** Maximum per network; a mobile network puts many phones behind one address. */
const CHECKS_PER_MINUTE = 60;
const FIELDS = ['folio', 'codigo'] as const;
const LABELS = { folio: 'Folio', codigo: 'Código de integridad' };

/**
 * Public page to check a receipt (§10.3). The form is posted, so that folio and integrity code do not stay in the
 * address and the history of a shared computer; they may also be given as query parameters.
 */
@Access('open')
@Controller('recibo')
export class ReceiptPage {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
    private readonly limits: RateLimits,
  ) {}

  @Get()
  async check(@Query() query: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (typeof query !== 'object' || query === null || !('folio' in query || 'codigo' in query)) {
      this.#send(response, formTexts({}, FIELDS), [], undefined);
      return;
    }
    await this.#check(formTexts(query, FIELDS), request, response);
  }

  @Post()
  async checkForm(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#check(formTexts(body, FIELDS), request, response);
  }

  async #check(values: Record<(typeof FIELDS)[number], string>, request: Request, response: Response): Promise<void> {
    await this.limits.take('transparency.receipt', clientNetwork(request), CHECKS_PER_MINUTE);
    try {
      const receipt = await this.dispatcher.ask(
        anonymous(),
        new CheckReceipt({ folio: values.folio, integrityCode: values.codigo }),
      );
      const read = { folio: receipt.folio, codigo: receipt.integrityCode };
      this.#send(response, read, [], viewOf(receipt), receipt.practice);
    } catch (error) {
      this.#send(response, values, formErrors(error, LABELS, values), undefined);
    }
  }

  #send(
    response: Response,
    values: object,
    errors: readonly FormError[],
    receipt: ReceiptView | undefined,
    practice = false,
  ): void {
    this.pages.send(
      response,
      'transparency/receipt',
      { values, errors, errorsByField: byField(errors), receipt, practice, maxPasted: MAX_PASTED },
      errors.length > 0 ? 422 : 200,
    );
  }
}

function viewOf({ folio, receivedAt, faults }: CheckedReceipt): ReceiptView {
  const isUnconfirmed = (part: string): boolean => faults.some((fault) => fault.startsWith(`${part}.`));
  const receipt = isUnconfirmed('receipt');
  return {
    folio,
    receivedAt,
    unaltered: faults.length === 0,
    // Without the receipt, it is unknown what the row should contain.
    unconfirmed: {
      receipt,
      row: !receipt && isUnconfirmed('row'),
      container: isUnconfirmed('container'),
      device: isUnconfirmed('device'),
    },
  };
}
