import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { dayFromForm, formErrors, formTexts } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { Access } from '../../../kernel/http/route-access.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CorrectAuxiliary } from '../commands/correct-auxiliary.js';
import type { FieldChange } from '../domain/corrections.js';
import { FIELD_LABELS, formatField, REASON_LABEL, WARNINGS_READ_LABEL } from '../domain/field-labels.js';
import { GetAuxiliaryCorrections } from '../queries/get-auxiliary-corrections.js';
import { GetAuxiliaryData } from '../queries/get-auxiliary-data.js';
import { auxiliaryView, claveNote, hasReadWarnings, sendAuxiliaryForm, type AuxiliaryForm } from './auxiliary-view.js';

const TEXT_LABELS = { ...FIELD_LABELS, reason: REASON_LABEL };
const FIELDS = [...(Object.keys(TEXT_LABELS) as (keyof typeof TEXT_LABELS)[]), 'version'] as const;
const LABELS = { ...TEXT_LABELS, warningsRead: WARNINGS_READ_LABEL };

/** Corrects the data of an auxiliary, and shows what was corrected (§6.4). */
@Access('portal')
@Controller('portal/auxiliares/:auxiliaryId')
export class AuxiliaryCorrectionPages {
  constructor(
    readonly pages: Pages,
    readonly dispatcher: Dispatcher,
  ) {}

  @Get('datos')
  async form(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { version, registration } = await this.dispatcher.ask(actor, new GetAuxiliaryData({ auxiliaryId }));
    const fechaNacimiento = formatField('fechaNacimiento', registration.fechaNacimiento);
    const values = { ...registration, fechaNacimiento, reason: '', version: String(version) };
    await sendAuxiliaryForm(this, { actor, auxiliaryId, response }, () => formOf(values));
  }

  @Post('datos')
  async correct(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const values = formTexts(body, FIELDS);
    try {
      await this.dispatcher.run(
        actor,
        new CorrectAuxiliary({
          ...values,
          auxiliaryId,
          version: Number(values.version),
          warningsRead: hasReadWarnings(body),
          fechaNacimiento: dayFromForm(values.fechaNacimiento),
          // The command rejects any other value.
          emailProvider: values.emailProvider as 'google' | 'facebook',
        }),
      );
      response.redirect(303, `/portal/auxiliares/${auxiliaryId}?hecho=datos${claveNote(values.claveElector)}`);
    } catch (error) {
      const errors = formErrors(error, LABELS, values);
      const stale = error instanceof DomainError && error.code === 'AUXILIARIES.VERSION_CHANGED';
      await sendAuxiliaryForm(this, { actor, auxiliaryId, response }, () => formOf(values, stale), errors);
    }
  }

  @Get('correcciones')
  async corrections(
    @RequestActor() actor: Actor,
    @UuidParam('auxiliaryId') auxiliaryId: string,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.dispatcher.ask(actor, new GetAuxiliaryCorrections({ auxiliaryId }));
    this.pages.send(response, 'auxiliaries/portal/corrections', {
      ...(await auxiliaryView(this.dispatcher, actor, auxiliaryId)),
      corrections: found.map(({ changes, by, ...correction }) => ({
        ...correction,
        by: by === null ? 'Usted' : 'El OPL',
        changes: changes.map(changeView),
      })),
    });
  }
}

/**
 * The form posts the version on which the correction is based.
 * @param stale the data has changed since: the page offers the current data instead of the form.
 */
function formOf(
  values: Readonly<Record<(typeof FIELDS)[number], string>>,
  stale = false,
): AuxiliaryForm & { readonly version: string; readonly stale: boolean } {
  return { template: 'auxiliaries/portal/correct', version: values.version, values, labels: LABELS, stale };
}

function changeView({ field, from, to }: FieldChange): object {
  const shown = (value: string): string => (value === '' ? '' : formatField(field, value));
  return { label: FIELD_LABELS[field], from: shown(from), to: shown(to) };
}
