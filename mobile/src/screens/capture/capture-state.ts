import { isComplete, NEW_CAPTURE, type AssistanceFacts, type Capture } from '../../capture/capture.js';
import type { StoredSupport } from '../../capture/store-support.js';
import type { Enrolment } from '../../storage/vault.js';
import type { OpenSession } from './open-session.js';
import { isStep, resetsOf, stepAfter, type Step } from './steps.js';

export interface CaptureState {
  readonly session?: OpenSession;
  /** The session locked itself during a capture, which was dropped, or while the folio of a support was shown. */
  readonly interruptedByLock: boolean;
  /** The last capture was discarded before it was stored. */
  readonly isDiscarded: boolean;
  /** The server's time; undefined if no capture was begun, or the time is not known. */
  readonly begunAt?: string;
  readonly capture: Capture;
  readonly assistance?: Partial<AssistanceFacts>;
  /** The steps visited, in order: the browser history that a capture resumes with. */
  readonly visited: readonly Step[];
  /** While the support is sealed and stored. */
  readonly isStoring: boolean;
  /** The stored support, until the user leaves the screen with its folio. */
  readonly stored?: StoredSupport;
}

export type CaptureAction =
  | { readonly type: 'unlock'; readonly session: OpenSession }
  | { readonly type: 'lock' }
  | { readonly type: 'start'; readonly enrolment: Enrolment; readonly at?: string }
  | { readonly type: 'visit'; readonly step: Step }
  /** The answer to a step; goes to the step that follows it. */
  | { readonly type: 'answer'; readonly step: Step; readonly change: Partial<Capture> }
  | { readonly type: 'assist'; readonly facts: AssistanceFacts }
  | { readonly type: 'edit-email'; readonly citizenEmail: string }
  | { readonly type: 'set-storing'; readonly isStoring: boolean }
  | { readonly type: 'store'; readonly support: StoredSupport }
  | { readonly type: 'discard' };

const EMPTY = {
  begunAt: undefined,
  capture: NEW_CAPTURE,
  assistance: undefined,
  visited: [],
  stored: undefined,
  isDiscarded: false,
} as const;

export const INITIAL_STATE: CaptureState = { ...EMPTY, interruptedByLock: false, isStoring: false };

/** Consent starts a capture (§16); from then on leaving needs a confirmation. */
export const isStarted = ({ capture }: CaptureState): boolean => capture.consentedAt !== undefined;

const hasUnfinished = ({ visited, stored }: CaptureState): boolean => visited.length > 0 || stored !== undefined;

/**
 * Where a capture is: the step on the screen, or `folio` until the person leaves the folio.
 * @param segment the part of the current address that names the step.
 * @returns undefined if there is nothing to interrupt.
 */
export function placeOf(state: CaptureState, segment: string): Step | 'folio' | undefined {
  if (state.stored) return 'folio';
  if (state.visited.length > 0 && isStep(segment)) return segment;
  // Before the consent a person may leave the first step without a question.
  return isStarted(state) ? state.visited.at(-1) : undefined;
}

export function captureReducer(state: CaptureState, action: CaptureAction): CaptureState {
  switch (action.type) {
    case 'unlock':
      return { ...state, session: action.session, interruptedByLock: false };
    case 'lock':
      return { ...state, ...EMPTY, session: undefined, interruptedByLock: hasUnfinished(state) };
    case 'start': {
      const { enrolment, at } = action;
      const session = state.session && { ...state.session, enrolment, lease: enrolment.lease };
      return { ...state, ...EMPTY, session, begunAt: at, visited: ['aviso'] };
    }
    case 'visit':
      return visit(state, action.step);
    case 'answer': {
      const capture = { ...state.capture, ...resetsOf(action.step), ...action.change };
      return visit({ ...state, capture }, stepAfter(action.step));
    }
    case 'assist':
      return visit(withAssistance(state, action.facts), stepAfterAssistance(action.facts));
    case 'edit-email':
      return { ...state, capture: { ...state.capture, citizenEmail: action.citizenEmail } };
    case 'set-storing':
      return { ...state, isStoring: action.isStoring };
    case 'store':
      return { ...state, ...EMPTY, stored: action.support };
    case 'discard':
      return { ...state, ...EMPTY, isDiscarded: state.visited.length > 0 };
  }
}

/** If the citizen makes no mark, only the witness signs (decision 31). */
export function stepAfterAssistance({ mark }: AssistanceFacts): Step {
  return mark === 'none' ? 'testigo' : 'marca';
}

/** Going back to a visited step removes the steps after it. */
function visit(state: CaptureState, step: Step | undefined): CaptureState {
  if (step === undefined) return state;
  const index = state.visited.indexOf(step);
  return { ...state, visited: [...(index < 0 ? state.visited : state.visited.slice(0, index)), step] };
}

/** Drops the signature when the kind of mark changes, and the witness's signature when the witness changes. */
function withAssistance(state: CaptureState, facts: AssistanceFacts): CaptureState {
  const { assisted, signature, ...rest } = state.capture;
  const capture: Capture = {
    ...rest,
    ...(signature && facts.mark === state.assistance?.mark && { signature }),
    ...(assisted?.witness === facts.witness && { assisted: { ...assisted, ...facts } }),
  };
  return { ...state, capture, assistance: facts };
}

export interface Redirect {
  readonly to: string;
  /** The address being left stays in the browser history. */
  readonly push?: boolean;
}

/**
 * Where the flow must go instead of `/captura/{segment}`; undefined if it may go there.
 * @param segment empty for the start of the flow, where the password is asked for.
 */
export function redirectFrom(segment: string, state: CaptureState): Redirect | undefined {
  const { session, stored, assistance } = state;
  const started = isStarted(state);
  if (!session) return segment === '' ? undefined : { to: '/captura' };
  // Only «Continuar» leaves the screen with the folio and the code: the citizen has no other copy of them.
  if (stored) return segment === 'folio' ? undefined : { to: '/captura/folio' };
  if (segment === '' || segment === 'folio') return { to: '/captura/aspirante' };
  if (!started && (segment === 'salir' || (isStep(segment) && segment !== 'aviso')))
    return { to: '/captura/aspirante' };
  // Going back from here would leave the flow, so it asks each time before a capture is dropped.
  if (segment === 'aspirante' && started) return { to: '/captura/salir', push: true };
  if (segment === 'asistida' && !session.lease.assisted) return { to: '/captura/firma' };
  if (segment === 'testigo' && !isComplete(assistance)) return { to: '/captura/firma' };
  return undefined;
}
