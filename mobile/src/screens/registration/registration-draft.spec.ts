import { describe, expect, it } from '@jest/globals';
import type { Picture } from '../../capture/capture.js';
import type { AcceptedDevice } from '../../enrolment/enrol-device.js';
import {
  redirectFrom,
  registrationReducer,
  screenAfter,
  stepNumber,
  type RegistrationDraft,
} from './registration-draft.js';

const ticket = { ticket: 't', provider: 'google' };
const device = {} as AcceptedDevice;
const anverso: Picture = { mime: 'image/jpeg', bytes: new Uint8Array([1]) };

describe('the order of the registration screens (§7.2–7.4)', () => {
  it('leads from the Id Proceso to the password in eight numbered steps', () => {
    const steps = ['datos', 'obligaciones', 'anverso', 'reverso', 'selfie', 'firma', 'envio', 'contrasena'] as const;
    expect(steps.map((step) => screenAfter(step))).toEqual([...steps.slice(1), 'listo']);
    expect(steps.map(stepNumber)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('warns of another registered phone before the duties (§7.6)', () => {
    expect(screenAfter('datos', 1)).toBe('otro-telefono');
  });
});

describe('the registration draft', () => {
  it('starts again with each sign-in', () => {
    expect(registrationReducer({ ticket, anverso }, { type: 'sign-in', ticket })).toEqual({ ticket });
  });

  it('keeps the earlier answers when a step is repeated', () => {
    const selfie = { ...anverso, bytes: new Uint8Array([2]) };
    expect(registrationReducer({ ticket, anverso }, { type: 'answer', change: { selfie } })).toEqual({
      ticket,
      anverso,
      selfie,
    });
  });

  it('drops the images once the server accepted the device, and its key once it is stored', () => {
    const accepted = registrationReducer({ ticket, anverso }, { type: 'accept', device });
    expect(accepted).toEqual({ ticket, accepted: device });
    expect(registrationReducer(accepted, { type: 'finish' })).toEqual({ ticket, finished: true });
  });
});

describe('the addresses of the registration', () => {
  it.each<[string, RegistrationDraft, string, string | undefined]>([
    ['need an account', {}, 'firma', '/registro'],
    ['allow any step with an account', { ticket }, 'firma', undefined],
    ['stay at the password once the device is accepted', { ticket, accepted: device }, 'envio', '/registro/contrasena'],
    ['have no password before the device is accepted', { ticket }, 'contrasena', '/registro'],
    ['end only when the registration is finished', { ticket }, 'listo', '/'],
    ['show the end of a finished registration', { ticket, finished: true }, 'listo', undefined],
  ])('%s', (_, draft, segment, to) => {
    expect(redirectFrom(segment, draft)).toBe(to);
  });
});
