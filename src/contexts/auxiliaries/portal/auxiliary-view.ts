import { checkClaveElector } from '#electoral/identifiers';
import type { DeviceStatus } from '#electoral/devices';
import { unprintableIn } from '#electoral/normalise';
import type { Response } from 'express';
import type { Actor } from '../../../kernel/access/actor.js';
import type { SentMail } from '../../../kernel/mail/mail-history.js';
import { byField, formTexts, type FormError } from '../../../kernel/http/form-errors.js';
import type { Pages } from '../../../kernel/http/pages.js';
import type { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import type { AuxiliaryStatus } from '../persistence/auxiliary-records.js';
import type { DeviceCounts } from '../persistence/known-devices.js';
import { GetAuxiliary, type AuxiliaryDevice } from '../queries/get-auxiliary.js';
import { PROVIDER_NAMES, WITHDRAWAL_LABELS } from '../domain/field-labels.js';
import { BOUNCED, captureChipOf, deviceChipOf, mailChipOf, PAPER_NAMES } from './auxiliary-labels.js';

export function aspirantOf(actor: Actor): string {
  return actor.scope['aspirantId'] ?? '';
}

/** Query parameter that tells an auxiliary's page that look-alike characters of the clave were corrected. */
export function claveNote(typedClave: string): string {
  return checkClaveElector(typedClave).some(({ code }) => code === 'CLAVE_CORRECTED') ? '&clave=corregida' : '';
}

/** Whether the box under the warnings of a form is ticked. Without warnings there is no box. */
export function hasReadWarnings(body: unknown): boolean {
  return formTexts(body, ['warningsRead']).warningsRead === 'si';
}

/** View data of the pages about one auxiliary. */
export async function auxiliaryView(
  dispatcher: Dispatcher,
  actor: Actor,
  auxiliaryId: string,
  errors: readonly FormError[] = [],
) {
  const auxiliary = await dispatcher.ask(actor, new GetAuxiliary({ auxiliaryId }));
  const { status, emailBouncedAt, messages, devices, emailProvider, papers } = auxiliary;
  const errorsByField = byField(errors);
  return {
    ...auxiliary,
    chip: captureChipOf(status, countsOf(devices)),
    unprintable: unprintableIn(auxiliary.displayName),
    bounced: emailBouncedAt !== null && status !== 'discharged' ? { chip: BOUNCED, ...lastBounce(messages) } : null,
    providerName: PROVIDER_NAMES[emailProvider],
    canCorrectEmail: status !== 'discharged',
    needsReason: status === 'enrolled',
    corrected: auxiliary.version > 1,
    neverCaptured: status === 'discharged' && devices.length === 0,
    signAgain: status !== 'discharged' && papers.some(({ outdated }) => outdated),
    papers: papers.map((paper) => ({
      ...paper,
      name: PAPER_NAMES[paper.kind],
      helpId: `${paper.kind}-ayuda`,
      error: errorsByField[paper.kind],
      scans: paper.scans.map((scan) => ({
        ...scan,
        withdrawal: scan.withdrawalReason && WITHDRAWAL_LABELS[scan.withdrawalReason],
      })),
    })),
    messages: messages.map((mail) => ({ ...mail, chip: mailChipOf(mail) })),
    ...devicesView(devices, status),
  };
}

/** The devices that may capture or are suspended, and the former ones. */
function devicesView(all: readonly AuxiliaryDevice[], status: AuxiliaryStatus) {
  const shown = all.map((device) => ({ ...device, chip: deviceChipOf(device.status, status !== 'discharged') }));
  return {
    devices: shown.filter((device) => device.status !== 'discharged'),
    formerDevices: shown.filter((device) => device.status === 'discharged'),
    reviewed: all.some((device) => device.status === 'por-revisar'),
    suspended: all.some((device) => device.status === 'suspended'),
  };
}

function countsOf(devices: readonly AuxiliaryDevice[]): DeviceCounts {
  const count = (...statuses: DeviceStatus[]) => devices.filter(({ status }) => statuses.includes(status)).length;
  return {
    devices: count('active', 'por-revisar'),
    devicesToReview: count('por-revisar'),
    devicesSuspended: count('suspended'),
  };
}

/** A form on an auxiliary's page, filled with the submitted input. */
export interface AuxiliaryForm {
  readonly template: string;
  readonly values: object;
  readonly labels: Readonly<Record<string, string>>;
}

/** Sends a form about one auxiliary, with status 422 if it has errors. */
export async function sendAuxiliaryForm(
  { pages, dispatcher }: { readonly pages: Pages; readonly dispatcher: Dispatcher },
  {
    actor,
    auxiliaryId,
    response,
  }: { readonly actor: Actor; readonly auxiliaryId: string; readonly response: Response },
  formOf: (view: Awaited<ReturnType<typeof auxiliaryView>>) => AuxiliaryForm,
  errors: readonly FormError[] = [],
): Promise<void> {
  const view = await auxiliaryView(dispatcher, actor, auxiliaryId);
  const { template, ...form } = formOf(view);
  pages.send(
    response,
    template,
    { ...view, ...form, errors, errorsByField: byField(errors) },
    errors.length === 0 ? 200 : 422,
  );
}

function lastBounce(messages: readonly SentMail[]): { cause: string; permanent: boolean } {
  const failed = messages.find(({ state }) => state === 'failed');
  return { cause: failed?.cause ?? '', permanent: failed?.permanent ?? false };
}
