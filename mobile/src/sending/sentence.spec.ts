import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SendingState, SendingView } from './sending-status.js';
import { sendingSentence, storedSentence } from './sentence.js';
import { NO_TROUBLE, type TroubledRecords } from './troubled-records.js';

const STATES: readonly SendingState[] = [
  ...(['idle', 'sending', 'elsewhere', 'offline', 'busy', 'untrusted', 'wifi-only', 'refused'] as const),
];
const view = (change: Partial<SendingView>): SendingView => ({
  state: 'idle',
  pending: 0,
  total: 0,
  done: 0,
  ...change,
});
const folios = fc.array(fc.string(), { maxLength: 3 });
const anyTrouble = fc.record({
  ...{ gone: folios, elsewhere: folios, expired: folios, rejected: folios, late: folios, refused: folios },
  hasTombstones: fc.boolean(),
});
const says = (
  change: Partial<SendingView>,
  { online = true, troubles = NO_TROUBLE }: { online?: boolean; troubles?: TroubledRecords } = {},
): string => sendingSentence(view(change), { registered: true, online, troubles });

describe('the sentence about the queue (§8.13, §10)', () => {
  it('says that nothing is pending only if nothing is known to be lost or rejected', () => {
    fc.assert(
      fc.property(anyTrouble, (troubles) => {
        const { gone, elsewhere, expired, rejected } = troubles;
        const isFine = [gone, elsewhere, expired, rejected].every(({ length }) => length === 0);
        expect(says({}, { troubles }).startsWith('No hay apoyos por enviar')).toBe(isFine);
      }),
    );
  });

  it('describes lost, expired and rejected records in different words, with one number each', () => {
    const of = (change: Partial<TroubledRecords>): string => says({}, { troubles: { ...NO_TROUBLE, ...change } });
    expect(of({ gone: ['A'] })).toBe('Falta 1 apoyo: revíselo');
    expect(of({ gone: ['A'], elsewhere: ['B'] })).toBe('Faltan 2 apoyos: revíselos');
    expect(of({ expired: ['A'] })).toBe('Se perdió 1 apoyo por el plazo: revíselo');
    expect(of({ rejected: ['A', 'B'] })).toBe('El INE rechazó 2 apoyos: revíselos');
    expect(of({ gone: ['A'], expired: ['B', 'C'], rejected: ['D'] })).toBe(
      'Falta 1 apoyo · Se perdieron 2 apoyos por el plazo · El INE rechazó 1 apoyo: revíselos',
    );
  });

  it('does not promise to send once there is a connection if there already is one', () => {
    for (const state of STATES) {
      expect(says({ state, pending: 2 })).not.toMatch(/sin conexión|tener conexión|tenerla/);
      expect(storedSentence(view({ state, pending: 1 }), 'A', { online: true, received: false })).not.toContain(
        'tener conexión',
      );
    }
    expect(says({ pending: 2 }, { online: false })).toBe('2 por enviar · se enviarán al tener conexión');
    expect(says({ state: 'offline', pending: 2 }, { online: false })).toContain('sin conexión');
  });

  it('says after the deadline that records were not sent in time, regardless of the connection', () => {
    const troubles = { ...NO_TROUBLE, late: ['A'] };
    for (const state of STATES.filter((each) => each !== 'sending')) {
      expect(says({ state, pending: 2 }, { troubles })).toBe(
        '2 por enviar · 1 fuera de plazo: avise a la persona aspirante',
      );
    }
  });
});

describe('the sentence about a support that was just stored (§8.11)', () => {
  it('says that the INE received it only if the phone has its receipt', () => {
    const known = (change: Partial<SendingView>, online: boolean, received: boolean): string =>
      storedSentence(view(change), 'A', { online, received });
    expect(known({}, true, true)).toMatch(/ya lo recibió/);
    for (const state of STATES) expect(known({ state }, true, false)).not.toMatch(/recibió/);
    expect(known({ state: 'sending', pending: 1, folio: 'A' }, true, false)).toMatch(/Se está enviando/);
    expect(known({}, false, false)).toMatch(/Se enviará al tener conexión/);
    expect(known({ state: 'wifi-only', pending: 1 }, true, false)).toMatch(/al tener Wi-Fi/);
  });
});
