import type { AcceptedDuties, DeviceReview, RegistrationIds } from '#electoral/wire';
import type { Picture } from '../../capture/capture.js';
import type { ProtectedKey } from '../../enrolment/enrol-device.js';
import type { PendingEnrolment, SignInTicket } from '../../server/api.js';
import type { UnsentEnrolment } from '../../storage/vault.js';

/** A registration in progress; in memory only, except `unsent` (§7.2–7.4). */
export interface RegistrationDraft {
  readonly ticket?: SignInTicket;
  readonly enrolment?: PendingEnrolment;
  readonly ids?: RegistrationIds;
  readonly duties?: AcceptedDuties;
  readonly anverso?: Picture;
  readonly reverso?: Picture;
  readonly selfie?: Picture;
  readonly signature?: Picture;
  /** The new device key, encrypted with the local password. */
  readonly device?: ProtectedKey;
  /** Sealed and stored on this phone; the server may have received it. */
  readonly unsent?: UnsentEnrolment;
  readonly finished?: { readonly review: DeviceReview | undefined };
}

const STEPS = {
  datos: 'Sus datos de registro',
  obligaciones: 'Sus obligaciones',
  anverso: 'Frente de su credencial',
  reverso: 'Reverso de su credencial',
  selfie: 'Su fotografía',
  firma: 'Su firma',
  contrasena: 'Cree su contraseña',
  envio: 'Envío de su registro',
} as const;
/** The numbered steps of a registration, by the last segment of their address. */
export type RegistrationStep = keyof typeof STEPS;
/** Screens that are not numbered steps. */
export type UnnumberedScreen = 'otro-telefono' | 'listo';

const ORDER = Object.keys(STEPS) as RegistrationStep[];
export const STEP_COUNT = ORDER.length;

/** As shown to the user, from 1. */
export const stepNumber = (step: RegistrationStep): number => ORDER.indexOf(step) + 1;

export const stepName = (step: RegistrationStep): string => STEPS[step];

export function isRegistrationStep(segment: string): segment is RegistrationStep {
  return Object.hasOwn(STEPS, segment);
}

/** Whether an interruption at this step loses pictures or a signature. */
export const losesPictures = (step: RegistrationStep): boolean => stepNumber(step) > stepNumber('anverso');

/**
 * @param otherDevices the number of other phones that the auxiliary has; if there are any, the warning of §7.6 comes
 * before the duties.
 */
export function screenAfter(step: RegistrationStep, otherDevices = 0): RegistrationStep | UnnumberedScreen {
  if (step === 'datos' && otherDevices > 0) return 'otro-telefono';
  return ORDER[ORDER.indexOf(step) + 1] ?? 'listo';
}

export type RegistrationAction =
  | { readonly type: 'sign-in'; readonly ticket: SignInTicket; readonly unsent: UnsentEnrolment | undefined }
  | { readonly type: 'answer'; readonly change: RegistrationDraft }
  | { readonly type: 'finish'; readonly review: DeviceReview | undefined };

export function registrationReducer(draft: RegistrationDraft, action: RegistrationAction): RegistrationDraft {
  switch (action.type) {
    case 'sign-in':
      return { ticket: action.ticket, ...(action.unsent && { unsent: action.unsent }) };
    case 'answer':
      return { ...draft, ...action.change };
    case 'finish':
      // Drops the images and the key.
      return { ticket: draft.ticket, finished: { review: action.review } };
  }
}

/**
 * Where the registration must go instead of `/registro/{segment}`; undefined if it may go there.
 * @param segment empty for the start, where the account is chosen.
 */
export function redirectFrom(segment: string, draft: RegistrationDraft): string | undefined {
  const { ticket, device, unsent, finished } = draft;
  if (segment === '') return undefined;
  if (!ticket) return '/registro';
  // Repeating a step would lose the key that the server may already know.
  if (unsent) return segment === 'envio' ? undefined : '/registro/envio';
  if (segment === 'envio' && !device) return '/registro/contrasena';
  if (segment === 'listo' && !finished) return '/';
  return undefined;
}
