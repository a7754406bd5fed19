import { describe, expect, it } from '@jest/globals';
import type { Lease } from '#electoral/wire';
import type { AssistanceFacts, Picture } from '../../capture/capture.js';
import { SeenCards } from '../../capture/seen-cards.js';
import type { Enrolment } from '../../storage/vault.js';
import {
  captureReducer,
  INITIAL_STATE,
  placeOf,
  redirectFrom,
  type CaptureAction,
  type CaptureState,
} from './capture-state.js';
import { stepAfter, stepNumber, type Step } from './steps.js';

const picture = (nth: number): Picture => ({ mime: 'image/jpeg', bytes: new Uint8Array([nth]) });
const lease = { assisted: { reasons: ['No puede firmar'] } } as unknown as Lease;
const enrolment = { deviceId: 'd', lease } as unknown as Enrolment;
const session = { enrolment, lease, key: {} as CryptoKey, seen: new SeenCards() };
const FACTS: AssistanceFacts = { reason: 'No puede firmar', mark: 'mark', witness: 'Ana Ruiz' };
const STORED = { folio: 'F1', integrityCode: '0'.repeat(64) };

const after = (actions: readonly CaptureAction[], state: CaptureState = INITIAL_STATE): CaptureState =>
  actions.reduce(captureReducer, state);

const STARTED = after([
  { type: 'unlock', session },
  { type: 'start', enrolment },
  { type: 'answer', step: 'aviso', change: { consentedAt: '2027-01-15T18:00:00.000Z' } },
]);
const PHOTOGRAPHED = after(
  [
    { type: 'answer', step: 'tipo', change: { credentialType: 'H' } },
    { type: 'answer', step: 'anverso', change: { anverso: picture(1) } },
    { type: 'answer', step: 'reverso', change: { reverso: picture(2) } },
    { type: 'answer', step: 'original', change: { isOriginal: true } },
    {
      type: 'answer',
      step: 'datos',
      change: { fieldsRead: { cic: '1' }, fieldsTyped: { cic: '2' }, readingOutcome: 'succeeded' },
    },
  ],
  STARTED,
);

describe('the order of the capture steps (§8.2–8.11)', () => {
  it('leads from the privacy notice to the e-mail in ten numbered steps', () => {
    const steps: Step[] = [];
    for (let step: Step | undefined = 'aviso'; step !== undefined; step = stepAfter(step)) steps.push(step);
    const expected = 'aviso tipo anverso reverso original datos consejos foto firma correo';
    expect(steps).toEqual(expected.split(' '));
    expect(steps.map(stepNumber)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('counts the steps of an assisted capture as the signature step (decision 31)', () => {
    expect((['asistida', 'marca', 'testigo'] as const).map(stepNumber)).toEqual([9, 9, 9]);
  });

  it.each([
    ['mark', 'marca'],
    ['signature', 'marca'],
    ['none', 'testigo'],
  ] as const)('continues an assisted capture with mark "%s" at %s', (mark, step) => {
    const { visited } = after([{ type: 'assist', facts: { ...FACTS, mark } }], STARTED);
    expect(visited.at(-1)).toBe(step);
  });
});

describe('going back in a capture', () => {
  it('keeps everything captured and forgets the steps that follow', () => {
    const back = after([{ type: 'visit', step: 'anverso' }], PHOTOGRAPHED);
    expect(back.capture).toEqual(PHOTOGRAPHED.capture);
    expect(back.visited).toEqual(['aviso', 'tipo', 'anverso']);
  });

  it('drops the fields when another credential type is chosen', () => {
    const { capture } = after([{ type: 'answer', step: 'tipo', change: { credentialType: 'E' } }], PHOTOGRAPHED);
    expect(capture).toMatchObject({ fieldsRead: {}, fieldsTyped: {}, anverso: picture(1), isOriginal: true });
    expect(capture.readingOutcome).toBeUndefined();
  });

  it.each(['anverso', 'reverso'] as const)(
    'asks for the confirmation of the original again after a new %s (§8.5)',
    (step) => {
      const { capture } = after([{ type: 'answer', step, change: { [step]: picture(9) } }], PHOTOGRAPHED);
      expect(capture).toMatchObject({ [step]: picture(9), isOriginal: false, fieldsTyped: { cic: '2' } });
    },
  );
});

describe('an assisted capture (decision 31)', () => {
  const WITNESSED = after(
    [
      { type: 'assist', facts: FACTS },
      { type: 'answer', step: 'marca', change: { signature: picture(3) } },
      { type: 'answer', step: 'testigo', change: { assisted: { ...FACTS, witnessSignature: picture(4) } } },
    ],
    PHOTOGRAPHED,
  );

  it('keeps both signatures if only the reason changes', () => {
    const { capture } = after([{ type: 'assist', facts: { ...FACTS, reason: 'No puede ver' } }], WITNESSED);
    expect(capture.signature).toEqual(picture(3));
    expect(capture.assisted).toEqual({ ...FACTS, reason: 'No puede ver', witnessSignature: picture(4) });
  });

  it('drops the witness’s signature if the witness changes', () => {
    const { capture } = after([{ type: 'assist', facts: { ...FACTS, witness: 'Luis Soto' } }], WITNESSED);
    expect([capture.signature, capture.assisted]).toEqual([picture(3), undefined]);
  });

  it('drops the mark if another kind of mark is chosen', () => {
    const { capture } = after([{ type: 'assist', facts: { ...FACTS, mark: 'signature' } }], WITNESSED);
    expect([capture.signature, capture.assisted?.mark]).toEqual([undefined, 'signature']);
  });

  it('is no longer assisted once the citizen signs without help', () => {
    const { capture } = after([{ type: 'answer', step: 'firma', change: { signature: picture(5) } }], WITNESSED);
    expect([capture.signature, capture.assisted]).toEqual([picture(5), undefined]);
  });
});

describe('the end of a capture', () => {
  it.each<CaptureAction>([{ type: 'discard' }, { type: 'store', support: STORED }, { type: 'start', enrolment }])(
    'leaves nothing of the capture in memory after "$type" (§8.8)',
    (action) => {
      const { capture, assistance, session: open } = after([action], PHOTOGRAPHED);
      expect([capture, assistance]).toEqual([INITIAL_STATE.capture, undefined]);
      expect(open).toEqual(session);
    },
  );

  it.each<CaptureAction>([{ type: 'discard' }, { type: 'store', support: STORED }, { type: 'lock' }])(
    'forgets the start time of the capture after "$type", so that the next capture is not mistaken for it',
    (action) => {
      const begun = after([{ type: 'start', enrolment, at: '2027-01-15T18:00:00.000Z' }], STARTED);
      expect(begun.begunAt).toBe('2027-01-15T18:00:00.000Z');
      expect(after([action], begun).begunAt).toBeUndefined();
    },
  );

  it('locks the session, drops the capture and records that it was dropped', () => {
    expect(after([{ type: 'lock' }], PHOTOGRAPHED)).toMatchObject({
      session: undefined,
      capture: INITIAL_STATE.capture,
      visited: [],
      interruptedByLock: true,
    });
    expect(after([{ type: 'unlock', session }, { type: 'lock' }]).interruptedByLock).toBe(false);
  });

  it('is confirmed on the screen if something was discarded, but not after the folio of a stored support', () => {
    expect(after([{ type: 'discard' }], PHOTOGRAPHED).isDiscarded).toBe(true);
    expect(after([{ type: 'store', support: STORED }, { type: 'discard' }], PHOTOGRAPHED).isDiscarded).toBe(false);
    expect(after([{ type: 'discard' }, { type: 'start', enrolment }], PHOTOGRAPHED).isDiscarded).toBe(false);
  });
});

describe('the step that a notice of an interrupted capture names (§8.8, §8.11)', () => {
  it('changes with the screen, even when the person goes back, but not while the app asks whether to leave', () => {
    const assisted = after(
      [
        { type: 'visit', step: 'firma' },
        { type: 'visit', step: 'asistida' },
      ],
      STARTED,
    );
    expect(placeOf(assisted, 'asistida')).toBe('asistida');
    expect(placeOf(assisted, 'firma')).toBe('firma');
    // The question whether to leave is not a step.
    expect(placeOf(assisted, 'salir')).toBe('asistida');
  });

  it('exists from the first step until the person ends the capture or leaves its folio', () => {
    const begun = after([
      { type: 'unlock', session },
      { type: 'start', enrolment },
    ]);
    expect([placeOf(begun, 'aviso'), placeOf(begun, 'aspirante')]).toEqual(['aviso', undefined]);
    const stored = after([{ type: 'store', support: STORED }], PHOTOGRAPHED);
    expect(placeOf(stored, 'folio')).toBe('folio');
    expect(after([{ type: 'lock' }], stored).interruptedByLock).toBe(true);
    expect(placeOf(after([{ type: 'discard' }], stored), 'aspirante')).toBeUndefined();
  });
});

describe('the addresses of a capture', () => {
  const UNLOCKED = after([{ type: 'unlock', session }]);
  const SAVED = after([{ type: 'store', support: STORED }], PHOTOGRAPHED);
  it.each<[string, CaptureState, string, string | undefined]>([
    ['ask for the password first', INITIAL_STATE, 'foto', '/captura'],
    ['open with the aspirant', UNLOCKED, '', '/captura/aspirante'],
    ['need the consent before any other step', UNLOCKED, 'anverso', '/captura/aspirante'],
    ['allow the privacy notice before the consent', UNLOCKED, 'aviso', undefined],
    ['allow any step after the consent', STARTED, 'correo', undefined],
    ['ask before a capture is left', STARTED, 'aspirante', '/captura/salir'],
    ['have nothing to leave before the consent', UNLOCKED, 'salir', '/captura/aspirante'],
    ['need the facts of the assistance before the witness signs', STARTED, 'testigo', '/captura/firma'],
    ['stay at the folio of the stored support', SAVED, 'foto', '/captura/folio'],
    ['show the folio of the stored support', SAVED, 'folio', undefined],
    ['have no folio before the support is stored', STARTED, 'folio', '/captura/aspirante'],
  ])('%s', (_, state, segment, to) => {
    expect(redirectFrom(segment, state)?.to).toBe(to);
  });

  it('offer no assisted capture unless the lease allows it', () => {
    const plain = { ...session, lease: { ...lease, assisted: undefined } };
    expect(redirectFrom('asistida', { ...STARTED, session: plain })?.to).toBe('/captura/firma');
  });

  it('add a history entry only if leaving requires confirmation', () => {
    expect(redirectFrom('aspirante', STARTED)?.push).toBe(true);
    expect(redirectFrom('', UNLOCKED)?.push).toBeUndefined();
  });
});
