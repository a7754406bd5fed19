import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { formErrors, formTexts } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { CorrectEmail } from '../commands/correct-email.js';
import { ResendRegistration } from '../commands/resend-registration.js';
import { FIELD_LABELS, REASON_LABEL } from '../domain/field-labels.js';
import { auxiliaryView, sendAuxiliaryForm } from './auxiliary-view.js';

const { emailProvider, email } = FIELD_LABELS;
const LABELS = { emailProvider, email, reason: REASON_LABEL };
const FORM = { template: 'auxiliaries/portal/correct-email', labels: LABELS };

/** Resends the registration e-mail and corrects the auxiliary's address (§6.4, §6.5). */
@Access('portal')
@Controller('portal/auxiliares/:auxiliaryId')
export class AuxiliaryMailPages {
  constructor(
    readonly pages: Pages,
    readonly dispatcher: Dispatcher,
  ) {}

  @Post('reenviar')
  async resend(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Res() response: Response,
  ): Promise<void> {
    try {
      await this.dispatcher.run(actor, new ResendRegistration({ auxiliaryId }));
      response.redirect(303, `/portal/auxiliares/${auxiliaryId}?hecho=reenvio`);
    } catch (error) {
      const view = await auxiliaryView(this.dispatcher, actor, auxiliaryId);
      const errors = formErrors(error, {});
      this.pages.send(
        response,
        'auxiliaries/portal/detail',
        { ...view, errors, errorTitle: 'No se reenvió el correo' },
        422,
      );
    }
  }

  @Get('correo')
  async form(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Res() response: Response,
  ): Promise<void> {
    await sendAuxiliaryForm(this, { actor, auxiliaryId, response }, (view) => ({ ...FORM, values: view }));
  }

  @Post('correo')
  async correct(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const values = formTexts(body, ['email', 'emailProvider', 'reason']);
    try {
      // The command rejects any other value.
      const emailProvider = values.emailProvider as 'google' | 'facebook';
      await this.dispatcher.run(actor, new CorrectEmail({ ...values, auxiliaryId, emailProvider }));
      response.redirect(303, `/portal/auxiliares/${auxiliaryId}?hecho=correo`);
    } catch (error) {
      const errors = formErrors(error, LABELS, values);
      await sendAuxiliaryForm(this, { actor, auxiliaryId, response }, () => ({ ...FORM, values }), errors);
    }
  }
}
