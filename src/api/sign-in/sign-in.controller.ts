import { Body, Controller, Get, HttpCode, Next, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import {
  SignInRecords,
  SignInTickets,
  type SignInFlow,
  type SignInIdentity,
} from '../../contexts/auxiliaries/index.js';
import { AppConfig } from '../../kernel/config/config.js';
import { randomToken } from '../../kernel/crypto/random.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { PortalSignIn } from './portal-sign-in.js';
import { Providers } from './providers.js';

const COOKIE = 'apoyo_entrada';

/** PKCE with S256: 32 bytes, base64url. */
const appStart = z.object({ challenge: z.string().regex(/^[\w-]{43}$/), state: z.string().min(8).max(200) });
const tokenRequest = z.object({ code: z.string().max(100), verifier: z.string().regex(/^[\w.~-]{43,128}$/) });

interface Ticket extends Omit<SignInIdentity, 'subject'> {
  readonly ticket: string;
  readonly expiresAt: string;
}

/** Sign-in with Google or Facebook, for the app (§7.3) and for the portal (§5.D). */
@Controller()
export class SignInController {
  constructor(
    private readonly providers: Providers,
    private readonly records: SignInRecords,
    private readonly tickets: SignInTickets,
    private readonly config: AppConfig,
    private readonly modules: ModuleRef,
  ) {}

  @Get('sign-in/app/:provider')
  async fromApp(
    @Param('provider') name: string,
    @Query() query: object,
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    const asked = appStart.safeParse(query);
    if (!asked.success) throw new DomainError('SIGN_IN.REQUEST_INVALID', { kind: 'invalid' });
    const { challenge, state: appState } = asked.data;
    await this.#begin(name, { flow: 'app', challenge, appState }, request, response, next);
  }

  @Get('sign-in/portal/:provider')
  async fromPortal(
    @Param('provider') name: string,
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    await this.#begin(name, { flow: 'portal' }, request, response, next);
  }

  @Get('sign-in/:provider/callback')
  async callback(
    @Param('provider') name: string,
    @Query('state') state: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const provider = this.providers.named(name);
    const browser = cookie(request, COOKIE);
    const flow =
      typeof state === 'string' && browser !== '' ? await this.records.finish(provider, state, browser) : undefined;
    if (!flow) throw new DomainError('SIGN_IN.STATE_FOREIGN', { kind: 'forbidden' });
    response.clearCookie(COOKIE, { path: '/sign-in' });
    try {
      const identity = await this.providers.identify(provider, request, response);
      if (flow.flow === 'portal') {
        await this.modules.get(PortalSignIn, { strict: false }).signedIn(request, response, identity);
        return;
      }
      const code = await this.records.issueCode(identity, flow.challenge);
      toApp(response, { code, state: flow.appState });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (flow.flow === 'portal') response.redirect(303, `/portal/entrar?error=${encodeURIComponent(error.code)}`);
      else toApp(response, { error: error.code, state: flow.appState });
    }
  }

  @Post('api/v1/sign-in/token')
  @HttpCode(200)
  async token(@Body() body: unknown): Promise<Ticket> {
    const asked = tokenRequest.safeParse(body);
    const identity = asked.success ? await this.records.redeemCode(asked.data.code, asked.data.verifier) : undefined;
    if (!identity) throw new DomainError('SIGN_IN.CODE_INVALID', { kind: 'unauthenticated' });
    return { ...(await this.tickets.issue(identity)), email: identity.email, provider: identity.provider };
  }

  async #begin(
    name: string,
    flow: SignInFlow,
    request: Request,
    response: Response,
    next: NextFunction,
  ): Promise<void> {
    const provider = this.providers.named(name);
    const browser = randomToken();
    const state = await this.records.begin(provider, flow, browser);
    response.cookie(COOKIE, browser, {
      httpOnly: true,
      sameSite: 'lax',
      secure: this.config.publicUrl.startsWith('https:'),
      path: '/sign-in',
      maxAge: 600_000,
    });
    this.providers.redirect(provider, state, request, response, next);
  }
}

function toApp(response: Response, values: Record<string, string>): void {
  response.redirect(303, `/app/registro?${new URLSearchParams(values).toString()}`);
}

function cookie(request: Request, name: string): string {
  const found = (request.headers.cookie ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? '';
}
