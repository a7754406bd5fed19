import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { anonymous, type Actor } from '../../../kernel/access/actor.js';
import { messageFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Pages } from '../../../kernel/http/pages.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { ConfirmAccount } from '../commands/confirm-account.js';

const VIEW = 'auxiliaries/portal/confirm-account';

/** Target of the confirmation link (decision 23). A GET confirms nothing, because mail clients prefetch links. */
@Controller('confirmar-cuenta/:token')
export class AccountConfirmationPages {
  readonly #anyone: Actor = anonymous(new Set(['auxiliaries.enrol']));

  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Access('open')
  @Get()
  page(@Res() response: Response): void {
    this.pages.send(response, VIEW);
  }

  @Access('proof')
  @Post()
  async confirm(@Param('token') token: string, @Res() response: Response): Promise<void> {
    try {
      await this.dispatcher.run(this.#anyone, new ConfirmAccount({ token }));
      this.pages.send(response, VIEW, { confirmed: true });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.pages.send(response, VIEW, { problem: messageFor(error) }, 410);
    }
  }
}
