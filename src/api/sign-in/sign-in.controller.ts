import { Body, Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Response } from 'express';
import { z } from 'zod';
import { PortalSignIn, SignInRecords, SignInTickets, type SignInIdentity } from '../../contexts/accounts/index.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Access } from '../../kernel/http/route-access.js';
import { StartAppSignIn, StartPortalSignIn, FinishSignIn } from './attempt.guards.js';
import { identify, ProviderGuard, type CallbackRequest } from './provider.guard.js';

const tokenRequest = z.object({ code: z.string().max(100), verifier: z.string().regex(/^[\w.~-]{43,128}$/) });

interface Ticket extends Omit<SignInIdentity, 'subject'> {
  readonly ticket: string;
  readonly expiresAt: string;
}

/** Sign-in with Google or Facebook, for the app (§7.3) and for the portal (§5.D). */
@Controller()
export class SignInController {
  constructor(
    private readonly records: SignInRecords,
    private readonly tickets: SignInTickets,
    private readonly modules: ModuleRef,
  ) {}

  @Access('open')
  @Get('sign-in/app/:provider')
  @UseGuards(StartAppSignIn, ProviderGuard)
  fromApp(): never {
    return rejectAnswerAtStart();
  }

  @Access('open')
  @Get('sign-in/portal/:provider')
  @UseGuards(StartPortalSignIn, ProviderGuard)
  fromPortal(): never {
    return rejectAnswerAtStart();
  }

  @Access('proof')
  @Get('sign-in/:provider/callback')
  @UseGuards(FinishSignIn, ProviderGuard)
  async callback(@Req() request: CallbackRequest, @Res() response: Response): Promise<void> {
    const { flow } = request.attempt;
    try {
      const identity = identify(request);
      if (flow.flow === 'portal') {
        const { email } = identity;
        if (email === undefined) throw new DomainError('SIGN_IN.EMAIL_MISSING', { kind: 'forbidden' });
        await this.#portal().completeSignIn(request, response, { ...identity, email });
        return;
      }
      const code = await this.records.issueCode(identity, flow.challenge);
      redirectToApp(response, flow.toPackagedApp, { code, state: flow.appState });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (flow.flow === 'portal') this.#portal().refuse(response, error);
      else redirectToApp(response, flow.toPackagedApp, { error: error.code, state: flow.appState });
    }
  }

  @Access('proof')
  @Post('api/v1/sign-in/token')
  @HttpCode(200)
  async token(@Body() body: unknown): Promise<Ticket> {
    const parsed = tokenRequest.safeParse(body);
    const identity = parsed.success ? await this.records.redeemCode(parsed.data.code, parsed.data.verifier) : undefined;
    if (!identity) throw new DomainError('SIGN_IN.CODE_INVALID', { kind: 'unauthenticated' });
    return { ...(await this.tickets.issue(identity)), email: identity.email, provider: identity.provider };
  }

  #portal(): PortalSignIn {
    return this.modules.get(PortalSignIn, { strict: false });
  }
}

/** Runs only if the start URL already contains a provider's response; otherwise the guards redirect to the provider. */
function rejectAnswerAtStart(): never {
  throw new DomainError('SIGN_IN.PROVIDER_REFUSED', { kind: 'unauthenticated' });
}

/**
 * URL scheme that the packaged apps register (docs/mobile-packages.md). If another app registered the same scheme, it
 * would get a code, but not the verifier.
 */
const PACKAGE_URL = 'mx.ine.apoyociudadano://registro';

function redirectToApp(response: Response, toPackagedApp: boolean, values: Record<string, string>): void {
  response.redirect(303, `${toPackagedApp ? PACKAGE_URL : '/app/registro'}?${new URLSearchParams(values).toString()}`);
}
