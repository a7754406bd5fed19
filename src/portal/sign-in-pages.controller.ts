import { Controller, Get, Injectable, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PortalSignIn, type IdentityWithEmail } from '../contexts/accounts/index.js';
import { SignInAspirant } from '../contexts/aspirants/index.js';
import { shellActor } from '../kernel/access/actor.js';
import { AppConfig } from '../kernel/config/config.js';
import type { DomainError } from '../kernel/errors/domain-error.js';
import { errorTexts } from '../kernel/errors/catalogue.js';
import { Pages } from '../kernel/http/pages.js';
import { closeSession, openSession } from '../kernel/http/sessions.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { Access } from '../kernel/http/route-access.js';
import { codeOfReason, SIGN_IN_PATH, signInPath } from './sign-in-path.js';

/** Sign-in and sign-out of the portal (§5.D). */
@Controller('portal')
export class SignInPages {
  constructor(
    private readonly pages: Pages,
    private readonly config: AppConfig,
  ) {}

  @Access('open')
  @Get('entrar')
  signIn(@Query('motivo') reason: unknown, @Query('salida') left: unknown, @Res() response: Response): void {
    const sentence = errorTexts[codeOfReason(reason) ?? ''];
    this.pages.send(response, 'portal/sign-in', {
      home: '/',
      place: 'Portal de aspirantes',
      keepsDraft: true,
      errors: sentence === undefined ? [] : [{ sentence }],
      errorTitle: 'No ha entrado al portal',
      left: left !== undefined,
      google: this.config.google !== undefined,
      facebook: this.config.facebook !== undefined,
    });
  }

  @Access('portal')
  @Post('salir')
  async leave(@Req() request: Request, @Res() response: Response): Promise<void> {
    await closeSession(request);
    response.redirect(303, `${SIGN_IN_PATH}?salida`);
  }
}

/** Opens a portal session for an identity from Google or Facebook, if it belongs to a confirmed aspirant. */
@Injectable()
export class AspirantSignIn extends PortalSignIn {
  constructor(private readonly dispatcher: Dispatcher) {
    super();
  }

  override async completeSignIn(request: Request, response: Response, identity: IdentityWithEmail): Promise<void> {
    const aspirant = await this.dispatcher.run(shellActor('portal.sign-in'), new SignInAspirant(identity));
    if (!aspirant) {
      response.redirect(303, signInPath('PORTAL.NOT_REGISTERED'));
      return;
    }
    await openSession(request, aspirant.id);
    response.redirect(303, '/portal');
  }

  override refuse(response: Response, error: DomainError): void {
    response.redirect(303, signInPath(error.code));
  }
}
