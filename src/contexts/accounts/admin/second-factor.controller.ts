import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import QRCode from 'qrcode';
import { z } from 'zod';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { messageFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { Pages } from '../../../kernel/http/pages.js';
import { openSession } from '../../../kernel/http/sessions.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { BeginSecondFactor } from '../commands/begin-second-factor.js';
import { EnrolSecondFactor } from '../commands/enrol-second-factor.js';
import { RenewRecoveryCodes } from '../commands/renew-recovery-codes.js';
import { ProveSecondFactor, type SecondFactorResult } from '../commands/prove-second-factor.js';
import { KnownBrowsers } from '../known-browsers.js';
import { GetOwnSecondFactor } from '../queries/get-own-second-factor.js';
import { currentOfficial } from './account-sessions.js';
import { REQUIRED_ACTION_PAGES, type OfficialSession } from '../queries/get-official-session.js';

const form = z.object({ codigo: z.string().default('') });
const codeOf = (body: unknown): string => form.catch({ codigo: '' }).parse(body).codigo.slice(0, 40);
const OWN_PAGE = REQUIRED_ACTION_PAGES['second-factor'];

/** The second factor of the signed-in official: entering its code and setting it up (decision 27). */
@Access('admin')
@Controller('admin/segundo-factor')
export class SecondFactorController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly pages: Pages,
    private readonly browsers: KnownBrowsers,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const official = await this.#signedIn(request, response);
    if (!official) return;
    if (official.requiredAction === 'second-factor') this.#sendCodeForm(response, official);
    else await this.#sendOverview(response, official);
  }

  @Post('iniciar')
  @HttpCode(200)
  async begin(@Req() request: Request, @Res() response: Response): Promise<void> {
    const official = await this.#signedIn(request, response);
    if (!official) return;
    try {
      const { secret, uri } = await this.dispatcher.run(official.actor, new BeginSecondFactor({}));
      this.pages.send(response, 'accounts/second-factor-enrol', {
        ...personOf(official),
        qr: await QRCode.toString(uri, { type: 'svg', margin: 2, width: 240 }),
        key: secret.replace(/(.{4})(?=.)/g, '$1 '),
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.#sendOverview(response, official, error);
    }
  }

  @Post('confirmar')
  @HttpCode(200)
  async enrol(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const official = await this.#signedIn(request, response);
    if (!official) return;
    try {
      const { secondFactorId, recoveryCodes } = await this.dispatcher.run(
        official.actor,
        new EnrolSecondFactor({ code: codeOf(body) }),
      );
      await openSession(request, official.accountId, secondFactorId);
      this.#sendCodes(response, official, recoveryCodes, { isNew: true });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.kind !== 'invalid') {
        await this.#sendOverview(response, official, error);
        return;
      }
      const data = { ...personOf(official), error: messageFor(error) };
      this.pages.send(response, 'accounts/second-factor-enrol', data, 422);
    }
  }

  @Post('codigos')
  @HttpCode(200)
  async renewCodes(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const official = await this.#signedIn(request, response);
    if (!official) return;
    if (official.requiredAction === 'second-factor') {
      response.redirect(303, OWN_PAGE);
      return;
    }
    const attempt = await this.#attemptOf(body, request, official);
    const result = await this.dispatcher.run(official.actor, new RenewRecoveryCodes(attempt));
    if (result.outcome === 'renewed') this.#sendCodes(response, official, result.recoveryCodes);
    else await this.#sendOverview(response, official, refusalOf(result));
  }

  @Post('verificar')
  @HttpCode(200)
  async prove(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const official = await this.#signedIn(request, response);
    if (!official) return;
    if (official.requiredAction !== 'second-factor') {
      response.redirect(303, '/admin');
      return;
    }
    const attempt = await this.#attemptOf(body, request, official);
    const result = await this.dispatcher.run(official.actor, new ProveSecondFactor(attempt));
    if (result.outcome !== 'passed') {
      this.#sendCodeForm(response, official, refusalOf(result));
      return;
    }
    const { returnTo } = request.session;
    await openSession(request, official.accountId, result.secondFactorId);
    await this.browsers.remember(request, response, official.account);
    response.redirect(303, returnTo ?? '/admin');
  }

  /** Redirects to the sign-in page and returns undefined if no one is signed in. */
  async #signedIn(request: Request, response: Response): Promise<OfficialSession | undefined> {
    const official = await currentOfficial(this.dispatcher, request);
    if (official) return official;
    response.redirect(303, '/admin/entrar');
    return undefined;
  }

  async #attemptOf(
    body: unknown,
    request: Request,
    { account }: OfficialSession,
  ): Promise<ConstructorParameters<typeof ProveSecondFactor>[0]> {
    const browser = await this.browsers.find(request, account);
    return { code: codeOf(body), network: clientNetwork(request), ...(browser !== undefined && { browser }) };
  }

  #sendCodes(response: Response, official: OfficialSession, codes: readonly string[], more: object = {}): void {
    this.pages.send(response, 'accounts/second-factor-codes', { ...personOf(official), ...more, codes });
  }

  #sendCodeForm(response: Response, { account }: OfficialSession, fault?: DomainError): void {
    const data = { account, refusal: fault && messageFor(fault) };
    this.pages.send(response, 'accounts/second-factor-code', data, fault ? 422 : 200);
  }

  async #sendOverview(response: Response, official: OfficialSession, fault?: DomainError): Promise<void> {
    if (official.requiredAction === 'second-factor') {
      response.redirect(303, OWN_PAGE);
      return;
    }
    const own = await this.dispatcher.ask(official.actor, new GetOwnSecondFactor({}));
    const data = { ...personOf(official), ...own, error: fault && messageFor(fault) };
    this.pages.send(response, 'accounts/second-factor', data, fault ? 422 : 200);
  }
}

function personOf({ displayName, account, roleLabel }: OfficialSession): object {
  return { displayName, account, roleLabel };
}

function refusalOf(result: Exclude<SecondFactorResult, { outcome: 'passed' }>): DomainError {
  return result.outcome === 'locked'
    ? new DomainError('ACCOUNTS.SIGN_IN_LOCKED', {
        kind: 'too-many',
        params: { time: formatCentral(result.until).slice(11) },
      })
    : new DomainError('ACCOUNTS.SECOND_FACTOR_REFUSED', { kind: 'unauthenticated' });
}
