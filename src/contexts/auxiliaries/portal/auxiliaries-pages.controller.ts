import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { byField, dayFromForm, formErrors, formTexts, type FormError } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { DischargeAuxiliary } from '../commands/discharge-auxiliary.js';
import { RegisterAuxiliary } from '../commands/register-auxiliary.js';
import { FIELD_LABELS, WARNINGS_READ_LABEL } from '../domain/field-labels.js';
import { GetAspirantDuties } from '../queries/get-aspirant-duties.js';
import { aspirantOf, auxiliaryView, claveNote, hasReadWarnings } from './auxiliary-view.js';

type Field = keyof typeof FIELD_LABELS;
const FIELDS = Object.keys(FIELD_LABELS) as Field[];
const LABELS = { ...FIELD_LABELS, warningsRead: WARNINGS_READ_LABEL };

/** Registration, details and discharge of auxiliaries in the portal (§6.1 A, §6.4–6.9). */
@Access('portal')
@Controller('portal/auxiliares')
export class AuxiliariesPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Redirects aspirants who have not accepted their duties yet (§6.9). */
  @Get('nuevo')
  async form(@RequestActor() actor: Actor, @Res() response: Response): Promise<void> {
    const { acceptedAt } = await this.dispatcher.ask(actor, new GetAspirantDuties({ aspirantId: aspirantOf(actor) }));
    if (acceptedAt === null) {
      response.redirect(303, '/portal/responsabilidades');
      return;
    }
    this.#form(response, formTexts({}, FIELDS), [], 200);
  }

  @Post()
  async register(@RequestActor() actor: Actor, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const values = formTexts(body, FIELDS);
    try {
      const { auxiliaryId } = await this.dispatcher.run(
        actor,
        new RegisterAuxiliary({
          ...values,
          aspirantId: aspirantOf(actor),
          warningsRead: hasReadWarnings(body),
          fechaNacimiento: dayFromForm(values.fechaNacimiento),
          // The command rejects any other value.
          emailProvider: values.emailProvider as 'google' | 'facebook',
        }),
      );
      response.redirect(303, `/portal/auxiliares/${auxiliaryId}?hecho=registro${claveNote(values.claveElector)}`);
    } catch (error) {
      this.#form(response, values, formErrors(error, LABELS, values), 422);
    }
  }

  @Get(':auxiliaryId')
  async detail(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Query('hecho') done: unknown,
    @Query('clave') clave: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const view = await auxiliaryView(this.dispatcher, actor, auxiliaryId);
    this.pages.send(response, 'auxiliaries/portal/detail', {
      ...view,
      justRegistered: done === 'registro',
      claveCorrected: clave === 'corregida',
      justDischarged: done === 'baja',
      justResent: done === 'reenvio',
      justCorrected: done === 'correo',
      justCorrectedData: done === 'datos',
      justWithdrawn: done === 'retiro',
      justUploaded: view.papers.find(({ kind }) => kind === done),
    });
  }

  @Get(':auxiliaryId/baja')
  async confirmDischarge(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Res() response: Response,
  ): Promise<void> {
    this.pages.send(response, 'auxiliaries/portal/discharge', await auxiliaryView(this.dispatcher, actor, auxiliaryId));
  }

  @Post(':auxiliaryId/baja')
  async discharge(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const { reason } = formTexts(body, ['reason']);
    try {
      await this.dispatcher.run(actor, new DischargeAuxiliary({ auxiliaryId, ...(reason === '' ? {} : { reason }) }));
      response.redirect(303, `/portal/auxiliares/${auxiliaryId}?hecho=baja`);
    } catch (error) {
      const errors = formErrors(error, { reason: 'Motivo' });
      this.pages.send(
        response,
        'auxiliaries/portal/discharge',
        {
          ...(await auxiliaryView(this.dispatcher, actor, auxiliaryId)),
          values: { reason },
          errors,
          errorsByField: byField(errors),
        },
        422,
      );
    }
  }

  #form(response: Response, values: Record<Field, string>, errors: readonly FormError[], status: number): void {
    this.pages.send(
      response,
      'auxiliaries/portal/register',
      { values, errors, errorsByField: byField(errors), labels: LABELS },
      status,
    );
  }
}
