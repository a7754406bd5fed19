import { describe, expect, it } from '@jest/globals';
import type { Picture } from '../../capture/capture.js';
import type { ProtectedKey } from '../../enrolment/enrol-device.js';
import { InterruptedRegistration } from '../../enrolment/interrupted-registration.js';
import type { UnsentEnrolment } from '../../storage/vault.js';
import {
  losesPictures,
  redirectFrom,
  registrationReducer,
  screenAfter,
  stepNumber,
  type RegistrationDraft,
} from './registration-draft.js';

const ticket = { ticket: 't', provider: 'google' };
const device = {} as ProtectedKey;
const unsent = {} as UnsentEnrolment;
const anverso: Picture = { mime: 'image/jpeg', bytes: new Uint8Array([1]) };

describe('the order of the registration screens (§7.2–7.4)', () => {
  it('has eight numbered steps; the last two create the password and send the registration', () => {
    const steps = ['datos', 'obligaciones', 'anverso', 'reverso', 'selfie', 'firma', 'contrasena', 'envio'] as const;
    expect(steps.map((step) => screenAfter(step))).toEqual([...steps.slice(1), 'listo']);
    expect(steps.map(stepNumber)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(steps.filter(losesPictures)).toEqual(steps.slice(3));
  });

  it('warns of another registered phone before the duties (§7.6)', () => {
    expect(screenAfter('datos', 1)).toBe('otro-telefono');
  });
});

describe('the registration draft', () => {
  it('starts again with each sign-in, and then contains the registration that is still to be sent, if any', () => {
    const signIn = { type: 'sign-in', ticket } as const;
    expect(registrationReducer({ ticket, anverso }, { ...signIn, unsent: undefined })).toEqual({ ticket });
    expect(registrationReducer({ ticket, anverso }, { ...signIn, unsent })).toEqual({ ticket, unsent });
  });

  it('keeps the earlier answers when a step is repeated', () => {
    const selfie = { ...anverso, bytes: new Uint8Array([2]) };
    expect(registrationReducer({ ticket, anverso }, { type: 'answer', change: { selfie } })).toEqual({
      ticket,
      anverso,
      selfie,
    });
  });

  it('drops the images and the key once the registration is stored', () => {
    const finish = { type: 'finish', review: 'unchecked' } as const;
    expect(registrationReducer({ ticket, anverso, device, unsent }, finish)).toEqual({
      ticket,
      finished: { review: 'unchecked' },
    });
  });
});

describe('the addresses of the registration', () => {
  it.each<[string, RegistrationDraft, string, string | undefined]>([
    ['need an account', {}, 'firma', '/registro'],
    ['allow any step with an account', { ticket }, 'firma', undefined],
    ['send nothing before the password exists', { ticket, anverso }, 'envio', '/registro/contrasena'],
    ['send the registration once the password exists', { ticket, device }, 'envio', undefined],
    ['repeat no step once the registration may have been received', { ticket, unsent }, 'firma', '/registro/envio'],
    ['send a stored registration again', { ticket, unsent }, 'envio', undefined],
    ['allow another account for a stored registration', { ticket, unsent }, '', undefined],
    ['end only when the registration is finished', { ticket }, 'listo', '/'],
    ['show the end of a finished registration', { ticket, finished: { review: undefined } }, 'listo', undefined],
  ])('%s', (_, draft, segment, to) => {
    expect(redirectFrom(segment, draft)).toBe(to);
  });
});

describe('the note of a registration in progress', () => {
  it('names the step and the ids after a restart, until the registration ends', () => {
    const texts = new Map<string, string>();
    const store = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
      removeItem: (key: string) => void texts.delete(key),
    };
    const ids = { idProceso: 'QRO-2027-01', idAuxiliar: 'AUX-QRO-2027-01-00003-4' };
    new InterruptedRegistration(store).save({ id: 'a', step: 'firma', ids });
    const again = new InterruptedRegistration(store);
    expect(again.read()).toEqual({ id: 'a', step: 'firma', ids });
    texts.set('apoyo-ciudadano-registro', '{"id":"a","step":"firma","ids":{"idProceso":1}}');
    expect(again.read()).toEqual({ id: 'a', step: 'firma' });
    again.remove();
    expect(again.read()).toBeUndefined();
    texts.set('apoyo-ciudadano-registro', 'null');
    expect(again.read()).toBeUndefined();
  });
});
