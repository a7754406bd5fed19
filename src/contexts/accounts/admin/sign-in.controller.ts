import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { adminShell } from '../../../admin/session.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { sentenceFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Pages } from '../../../kernel/http/pages.js';
import { closeSession, openSession } from '../../../kernel/http/sessions.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { SignInOfficial, type SignInResult } from '../commands/sign-in-official.js';
import { currentOfficial } from './account-sessions.js';
import { DUTY_PAGES } from '../queries/get-official-session.js';

const form = z.object({ cuenta: z.string().default(''), contrasena: z.string().default('') });

const NOTICES: Readonly<Record<string, string>> = {
  salida: 'Su sesión terminó.',
  guardada: 'Su contraseña quedó guardada. Entre con ella.',
};

/** Sign-in to the back office with account and password (§4.4). */
@Controller('admin')
export class SignInController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly pages: Pages,
  ) {}

  @Access('open')
  @Get('entrar')
  async page(@Query('aviso') notice: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (await currentOfficial(this.dispatcher, request)) {
      response.redirect(303, '/admin');
      return;
    }
    this.pages.send(response, 'accounts/sign-in', {
      notice: typeof notice === 'string' ? NOTICES[notice] : undefined,
    });
  }

  @Access('open')
  @Post('entrar')
  @HttpCode(200)
  async signIn(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { cuenta, contrasena } = form.catch({ cuenta: '', contrasena: '' }).parse(body);
    const result = await this.dispatcher.run(
      adminShell,
      new SignInOfficial({
        account: cuenta.slice(0, 200),
        password: contrasena.slice(0, 1000),
        address: request.ip ?? '',
      }),
    );
    if (result.outcome !== 'signed-in') {
      const refusal = sentenceFor(refusalOf(result));
      this.pages.send(response, 'accounts/sign-in', { account: cuenta, refusal }, 422);
      return;
    }
    await openSession(request, result.accountId);
    const official = await currentOfficial(this.dispatcher, request);
    response.redirect(303, official?.duty == null ? '/admin' : DUTY_PAGES[official.duty]);
  }

  @Access('admin')
  @Post('salir')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    await closeSession(request);
    response.redirect(303, '/admin/entrar?aviso=salida');
  }
}

function refusalOf(result: Exclude<SignInResult, { outcome: 'signed-in' }>): DomainError {
  switch (result.outcome) {
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
