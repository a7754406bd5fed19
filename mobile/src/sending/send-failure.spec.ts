import { describe, expect, it } from '@jest/globals';
import { problem } from '../../test/sender-world.js';
import { UntrustedError } from '../crypto/index.js';
import { BusyError, OfflineError } from '../server/errors.js';
import { classifyFailure } from './send-failure.js';

describe('a failed upload', () => {
  it.each([
    ['no connection', new OfflineError('no answer'), 1, { scope: 'connection', state: 'offline' }],
    ['a busy server', new BusyError(1000), 1, { scope: 'connection', state: 'busy' }],
    [
      'an untrusted response',
      new Error('the receipt is for another record'),
      1,
      { scope: 'connection', state: 'busy' },
    ],
    ['keys of another root', new UntrustedError('key-set'), 1, { scope: 'connection', state: 'untrusted' }],
    ['a receipt of another key', new UntrustedError('receipt'), 1, { scope: 'connection', state: 'busy' }],
    ['a corrupt upload', problem('INTAKE.DIGEST_DIFFERS'), 4, { scope: 'connection', state: 'busy' }],
    ['the fifth corrupt upload', problem('INTAKE.DIGEST_DIFFERS'), 5, { scope: 'record', detail: 'No.' }],
    ['a refused record', problem('INTAKE.FOLIO_TAKEN'), 1, { scope: 'record', detail: 'No.' }],
    ['an ended period', problem('INTAKE.GRACE_OVER'), 1, { scope: 'device', detail: 'No.' }],
    ['a suspended device', problem('INTAKE.DEVICE_SUSPENDED'), 1, { scope: 'device', detail: 'No.' }],
  ])('because of %s is classified by what it affects', (_, error, attempts, failure) => {
    expect(classifyFailure(error, attempts)).toEqual(failure);
  });
});
