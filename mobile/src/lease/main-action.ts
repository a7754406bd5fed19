import type { Enrolment } from '../storage/vault.js';
import type { LeaseStatus } from './lease-status.js';

/** What the person needs next from the menu. `nothing`: no entry of the menu helps. */
export type MainAction =
  | { readonly kind: 'capture' }
  /** Registers this phone; again, with the ids of `deviceId`, if it was registered before. */
  | { readonly kind: 'register'; readonly deviceId?: string }
  | { readonly kind: 'send' }
  | { readonly kind: 'nothing' };

const REPLACED = 'AUXILIARIES.DEVICE_REPLACED';
const OUTDATED = 'AUXILIARIES.APP_OUTDATED';
/** Refusals that end the registration itself: the auxiliary was discharged, or the aspirant withdrew. */
const ENDED: ReadonlySet<string> = new Set(['AUXILIARIES.DEVICE_NOT_ACTIVE', 'AUXILIARIES.ASPIRANT_WITHDRAWN']);

type Refused = Pick<Enrolment, 'refusal'>;

/** Whether the registration has ended: neither a password nor registering this phone again revives it. */
export const hasEnded = ({ refusal }: Refused): boolean => refusal !== undefined && ENDED.has(refusal.code);

/** Whether the registration was refused in a way that no password can change; none is then asked for. */
export const isClosed = (enrolment: Refused): boolean => hasEnded(enrolment) || enrolment.refusal?.code === REPLACED;

/**
 * The largest entry of the menu (§7.2, §8.1): «Captura de Datos», unless it can only be refused for every
 * registration.
 * @param statuses by device id; a registration whose status is not yet known may capture.
 * @param isUnsent this phone holds a registration that is still to be sent.
 */
export function mainAction(
  enrolments: readonly Pick<Enrolment, 'deviceId' | 'refusal'>[],
  statuses: ReadonlyMap<string, LeaseStatus> = new Map(),
  isUnsent = false,
): MainAction {
  if (enrolments.length === 0) return { kind: 'register' };
  const actions = enrolments.map((enrolment) => actionFor(enrolment, statuses.get(enrolment.deviceId)));
  const first = (kind: MainAction['kind']) => actions.find((action) => action.kind === kind);
  if (isUnsent) return first('capture') ?? { kind: 'register' };
  return first('capture') ?? first('register') ?? first('send') ?? { kind: 'nothing' };
}

function actionFor(
  { deviceId, refusal }: Pick<Enrolment, 'deviceId' | 'refusal'>,
  status: LeaseStatus | undefined,
): MainAction {
  switch (status?.kind) {
    case 'only-send':
    case 'over':
      return { kind: 'send' };
    case 'not-open':
      return { kind: 'nothing' };
    case 'refused':
      if (refusal?.code === REPLACED) return { kind: 'register', deviceId };
      return { kind: refusal?.code === OUTDATED ? 'nothing' : 'send' };
    default:
      return { kind: 'capture' };
  }
}

/**
 * Whether some registration could capture the support that was interrupted; a registration whose status is not yet
 * known could.
 */
export function mayRepeatCapture(
  enrolments: readonly Pick<Enrolment, 'deviceId'>[],
  statuses: ReadonlyMap<string, LeaseStatus> = new Map(),
): boolean {
  return enrolments.some(({ deviceId }) => {
    const kind = statuses.get(deviceId)?.kind ?? 'may-capture';
    return kind === 'may-capture' || kind === 'must-renew' || kind === 'clock-unknown';
  });
}
