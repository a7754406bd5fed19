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
import { rebaseTyped, type LaterChange } from '../domain/corrections.js';
import { FIELD_LABELS, formatField, REASON_LABEL, WARNINGS_READ_LABEL } from '../domain/field-labels.js';
import { GetAuxiliaryCorrections } from '../queries/get-auxiliary-corrections.js';
import { GetAuxiliaryData } from '../queries/get-auxiliary-data.js';
import { auxiliaryView, claveNote, hasReadWarnings, sendAuxiliaryForm, type AuxiliaryForm } from './auxiliary-view.js';

const TEXT_LABELS = { ...FIELD_LABELS, reason: REASON_LABEL };
const FIELDS = [...(Object.keys(TEXT_LABELS) as (keyof typeof TEXT_LABELS)[]), 'version'] as const;
const LABELS = { ...TEXT_LABELS, warningsRead: WARNINGS_READ_LABEL };
type Values = Readonly<Record<(typeof FIELDS)[number], string>>;

interface CorrectionForm extends AuxiliaryForm {
  readonly version: string;
  readonly changes: readonly object[];
}

const STALE =
  'Los datos cambiaron mientras usted los corregía y no se guardó nada. Vea qué cambió, revise lo que escribió y guarde de nuevo.';

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
          ...registrationOf(values),
          auxiliaryId,
          version: Number(values.version),
          warningsRead: hasReadWarnings(body),
        }),
      );
      response.redirect(303, `/portal/auxiliares/${auxiliaryId}?hecho=datos${claveNote(values.claveElector)}`);
    } catch (error) {
      const stale = error instanceof DomainError && error.code === 'AUXILIARIES.VERSION_CHANGED';
      const form = stale ? await this.#rebased(actor, auxiliaryId, values) : formOf(values);
      const errors = stale ? [{ field: undefined, sentence: STALE }] : formErrors(error, LABELS, values);
      await sendAuxiliaryForm(this, { actor, auxiliaryId, response }, () => form, errors);
    }
  }

  /** The typed values as a correction of the current data, with what has changed in the meantime. */
  async #rebased(actor: Actor, auxiliaryId: string, values: Values): Promise<CorrectionForm> {
    const { version, registration } = await this.dispatcher.ask(actor, new GetAuxiliaryData({ auxiliaryId }));
    const corrections = await this.dispatcher.ask(actor, new GetAuxiliaryCorrections({ auxiliaryId }));
    const later = corrections.filter((correction) => correction.version > Number(values.version));
    const typed = { ...values, ...registrationOf(values) };
    const rebased = rebaseTyped(typed, registration, later);
    const { fechaNacimiento } = { ...typed, ...rebased.values };
    const shown = { ...values, ...rebased.values, fechaNacimiento: formatField('fechaNacimiento', fechaNacimiento) };
    return formOf({ ...shown, version: String(version) }, rebased.changes.map(changeView));
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
 * @param changes what others changed since the form was opened.
 */
function formOf(values: Values, changes: readonly object[] = []): CorrectionForm {
  return { template: 'auxiliaries/portal/correct', version: values.version, values, labels: LABELS, changes };
}

/** The values that a form writes differently. */
function registrationOf({ fechaNacimiento, emailProvider }: Values) {
  // The command rejects any other provider.
  return { fechaNacimiento: dayFromForm(fechaNacimiento), emailProvider: emailProvider as 'google' | 'facebook' };
}

function changeView({ field, from, to, typed = '' }: LaterChange): object {
  const shown = (value: string): string => (value === '' ? '' : formatField(field, value));
  return { label: FIELD_LABELS[field], from: shown(from), to: shown(to), typed: shown(typed) };
}
