import type { AcceptedDuties, RegistrationIds } from '#electoral/wire';
import type { Picture } from '../../capture/capture.js';
import type { AcceptedDevice } from '../../enrolment/enrol-device.js';
import type { PendingEnrolment, SignInTicket } from '../../server/api.js';

/** A registration in progress; in memory only (§7.2–7.4). */
export interface RegistrationDraft {
  readonly ticket?: SignInTicket;
  readonly enrolment?: PendingEnrolment;
  readonly ids?: RegistrationIds;
  readonly duties?: AcceptedDuties;
  readonly anverso?: Picture;
  readonly reverso?: Picture;
  readonly selfie?: Picture;
  readonly signature?: Picture;
  readonly accepted?: AcceptedDevice;
  readonly finished?: boolean;
}

const STEPS = ['datos', 'obligaciones', 'anverso', 'reverso', 'selfie', 'firma', 'envio', 'contrasena'] as const;
/** The numbered steps of a registration, by the last segment of their address. */
export type RegistrationStep = (typeof STEPS)[number];
/** Screens that are not numbered steps. */
export type UnnumberedScreen = 'otro-telefono' | 'listo';

export const STEP_COUNT = STEPS.length;

/** As shown to the user, from 1. */
export const stepNumber = (step: RegistrationStep): number => STEPS.indexOf(step) + 1;

/**
 * @param otherDevices the number of other phones that the auxiliary has; if there are any, the warning of §7.6 comes
 * before the duties.
 */
export function screenAfter(step: RegistrationStep, otherDevices = 0): RegistrationStep | UnnumberedScreen {
  if (step === 'datos' && otherDevices > 0) return 'otro-telefono';
  return STEPS[STEPS.indexOf(step) + 1] ?? 'listo';
}

export type RegistrationAction =
  | { readonly type: 'sign-in'; readonly ticket: SignInTicket }
  | { readonly type: 'answer'; readonly change: RegistrationDraft }
  /** The server accepted the device; its key still needs a password. */
  | { readonly type: 'accept'; readonly device: AcceptedDevice }
  | { readonly type: 'finish' };

export function registrationReducer(draft: RegistrationDraft, action: RegistrationAction): RegistrationDraft {
  switch (action.type) {
    case 'sign-in':
      return { ticket: action.ticket };
    case 'answer':
      return { ...draft, ...action.change };
    case 'accept':
      // Drops the images as soon as they are sent.
      return { ticket: draft.ticket, accepted: action.device };
    case 'finish':
      return { ticket: draft.ticket, finished: true };
  }
}

/**
 * Where the registration must go instead of `/registro/{segment}`; undefined if it may go there.
 * @param segment empty for the start, where the account is chosen.
 */
export function redirectFrom(segment: string, { ticket, accepted, finished }: RegistrationDraft): string | undefined {
  if (segment !== '' && !ticket) return '/registro';
  // Repeating a step after the server accepted the device would lose the key that the server knows.
  if (accepted && segment !== 'contrasena') return '/registro/contrasena';
  if (segment === 'contrasena' && !accepted) return '/registro';
  if (segment === 'listo' && finished !== true) return '/';
  return undefined;
}
