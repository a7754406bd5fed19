import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { normalisePassword } from '#electoral/normalise';
import { adminShellActor } from '../../../admin/session.js';
import { messageFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RateLimits } from '../../../kernel/http/rate-limits.js';
import { Sessions } from '../../../kernel/http/sessions.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { RequestPasswordReset } from '../commands/request-password-reset.js';
import { MIN_PASSWORD_LENGTH } from '../domain/password-rule.js';
import { KnownBrowsers } from '../known-browsers.js';
import { CheckAccountAddress } from '../queries/check-account-address.js';
import { IsAccessLinkOpen } from '../queries/is-access-link-open.js';
import { OfficialPasswords } from './official-passwords.js';

const RESETS_PER_MINUTE = 60;

const forgottenForm = z.object({ cuenta: z.string().default('') });
const passwordForm = z.object({ contrasena: z.string().default(''), repetida: z.string().default('') });

/** Requests a one-time link and sets the password with it (decision 27). */
@Controller('admin/contrasena')
export class PasswordController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly pages: Pages,
    private readonly sessions: Sessions,
    private readonly passwords: OfficialPasswords,
    private readonly browsers: KnownBrowsers,
    private readonly limits: RateLimits,
  ) {}

  @Access('open')
  @Get()
  forgotten(@Res() response: Response): void {
    this.pages.send(response, 'accounts/forgotten');
  }

  @Access('open')
  @Post()
  @HttpCode(200)
  async request(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.limits.take('accounts.password-reset', clientNetwork(request), RESETS_PER_MINUTE);
    const account = forgottenForm.catch({ cuenta: '' }).parse(body).cuenta.slice(0, 200);
    try {
      await this.dispatcher.ask(adminShellActor, new CheckAccountAddress({ account }));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.pages.send(response, 'accounts/forgotten', { account, error: messageFor(error) }, 422);
      return;
    }
    await this.dispatcher.run(adminShellActor, new RequestPasswordReset({ account }));
    this.pages.send(response, 'accounts/forgotten', { sent: true });
  }

  @Access('proof')
  @Get(':token')
  async page(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const open = await this.dispatcher.ask(adminShellActor, new IsAccessLinkOpen({ token: token.slice(0, 100) }));
    if (open) this.#sendForm(response, token);
    else this.#sendInvalidLink(response);
  }

  @Access('proof')
  @Post(':token')
  @HttpCode(200)
  async set(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { contrasena, repetida } = passwordForm.catch({ contrasena: '', repetida: '' }).parse(body);
    if (normalisePassword(contrasena) !== normalisePassword(repetida)) {
      this.#sendForm(response, token, new DomainError('ACCOUNTS.PASSWORD_REPEAT', { kind: 'invalid' }));
      return;
    }
    try {
      const { accountId, account } = await this.passwords.set(
        token.slice(0, 100),
        contrasena.slice(0, 1000),
        clientNetwork(request),
      );
      // The link was sent to the official's own mailbox, so this browser counts as known and others cannot lock it out.
      await this.browsers.remember(request, response, account);
      // A session that was opened with the old password must end.
      await this.sessions.endAll(accountId);
      response.redirect(303, '/admin/entrar?aviso=guardada');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.kind === 'gone') this.#sendInvalidLink(response);
      else this.#sendForm(response, token, error);
    }
  }

  #sendForm(response: Response, token: string, fault?: DomainError): void {
    this.pages.send(
      response,
      'accounts/password',
      { token, shortest: MIN_PASSWORD_LENGTH, error: fault && messageFor(fault) },
      fault ? 422 : 200,
    );
  }

  #sendInvalidLink(response: Response): void {
    const sentence = messageFor(new DomainError('ACCOUNTS.LINK_INVALID', { kind: 'gone' }));
    this.pages.send(response, 'accounts/link-ended', { sentence }, 410);
  }
}
