import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { messageFor } from '../../../kernel/errors/catalogue.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { Pages } from '../../../kernel/http/pages.js';
import { adminShellActor } from '../../../admin/session.js';
import { returnPath } from '../../../admin/return-path.js';
import { closeSession, openSession } from '../../../kernel/http/sessions.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import type { SignInResult } from '../commands/sign-in-official.js';
import { KnownBrowsers } from '../known-browsers.js';
import { currentOfficial } from './account-sessions.js';
import { OfficialPasswords } from './official-passwords.js';
import { CheckAccountAddress } from '../queries/check-account-address.js';
import { REQUIRED_ACTION_PAGES } from '../queries/get-official-session.js';

const form = z.object({
  cuenta: z.string().default(''),
  contrasena: z.string().default(''),
  volver: z.string().default(''),
});

const NOTICES: Readonly<Record<string, string>> = {
  salida: 'Su sesión terminó.',
  vencida:
    'Su sesión terminó: pasó mucho tiempo sin uso, o la cerró en otra ventana. Entre de nuevo y volverá a la página en que estaba, con lo que había escrito.',
  guardada: 'Su contraseña quedó guardada. Entre con ella.',
};

/** Sign-in to the back office with account and password (§4.4). */
@Controller('admin')
export class SignInController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly pages: Pages,
    private readonly passwords: OfficialPasswords,
    private readonly browsers: KnownBrowsers,
  ) {}

  @Access('open')
  @Get('entrar')
  async page(
    @Query('aviso') notice: unknown,
    @Query('volver') returnTo: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (await currentOfficial(this.dispatcher, request)) {
      response.redirect(303, returnPath(returnTo) ?? '/admin');
      return;
    }
    this.pages.send(response, 'accounts/sign-in', {
      notice: typeof notice === 'string' ? NOTICES[notice] : undefined,
      returnTo: returnPath(returnTo),
    });
  }

  @Access('open')
  @Post('entrar')
  @HttpCode(200)
  async signIn(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { cuenta, contrasena, volver } = form.catch({ cuenta: '', contrasena: '', volver: '' }).parse(body);
    const returnTo = returnPath(volver);
    const account = cuenta.slice(0, 200);
    const faults = await this.#faultsOf(account, contrasena);
    if (faults !== null) {
      this.pages.send(response, 'accounts/sign-in', { account, returnTo, ...faults }, 422);
      return;
    }
    const browser = await this.browsers.find(request, account);
    const attempt = { account, network: clientNetwork(request), ...(browser !== undefined && { browser }) };
    const result = await this.passwords.signIn(attempt, contrasena.slice(0, 1000)).catch(toBusyResult);
    if (result.outcome !== 'signed-in') {
      const refusal = refusalOf(result);
      if (refusal.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(refusal.retryAfterSeconds));
      const status = result.outcome === 'busy' ? 503 : 422;
      this.pages.send(
        response,
        'accounts/sign-in',
        { account: cuenta, refusal: messageFor(refusal), returnTo },
        status,
      );
      return;
    }
    await openSession(request, result.accountId);
    const official = await currentOfficial(this.dispatcher, request);
    if (official?.requiredAction !== 'second-factor') await this.browsers.remember(request, response, account);
    if (official?.requiredAction == null) {
      response.redirect(303, returnTo ?? '/admin');
      return;
    }
    if (returnTo !== undefined) request.session.returnTo = returnTo;
    response.redirect(303, REQUIRED_ACTION_PAGES[official.requiredAction]);
  }

  /** What is wrong with the form, before anything is looked up; null if nothing is. */
  async #faultsOf(account: string, password: string): Promise<object | null> {
    const faults = new Faults();
    await faults.collect(() => this.dispatcher.ask(adminShellActor, new CheckAccountAddress({ account })));
    if (password === '') faults.add('ACCOUNTS.SIGN_IN_PASSWORD_MISSING', { kind: 'invalid', field: 'password' });
    const sentenceAt = (wanted: string): string | undefined => {
      const fault = faults.all().find(({ field }) => field === wanted);
      return fault && messageFor(fault);
    };
    if (faults.all().length === 0) return null;
    return { accountError: sentenceAt('account'), passwordError: sentenceAt('password') };
  }

  @Access('admin')
  @Post('salir')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    await closeSession(request);
    response.redirect(303, '/admin/entrar?aviso=salida');
  }
}

interface BusyResult {
  readonly outcome: 'busy';
  readonly error: DomainError;
}

function toBusyResult(error: unknown): BusyResult {
  if (error instanceof DomainError && error.code === 'ACCOUNTS.SIGN_IN_BUSY') return { outcome: 'busy', error };
  throw error;
}

function refusalOf(result: Exclude<SignInResult, { outcome: 'signed-in' }> | BusyResult): DomainError {
  switch (result.outcome) {
    case 'busy':
      return result.error;
    case 'locked':
      return new DomainError('ACCOUNTS.SIGN_IN_LOCKED', {
        kind: 'too-many',
        params: { time: formatCentral(result.until).slice(11) },
      });
    case 'suspended':
      return new DomainError('ACCOUNTS.SIGN_IN_SUSPENDED', { kind: 'forbidden' });
    case 'grant-ended':
      return new DomainError('ACCOUNTS.SIGN_IN_GRANT_ENDED', { kind: 'forbidden' });
    case 'wrong':
      return new DomainError('ACCOUNTS.SIGN_IN_WRONG', { kind: 'unauthenticated' });
  }
}
