import type { RegistrationIds } from '#electoral/wire';

const KEY = 'apoyo-ciudadano-registro';

/** A registration in progress: its own id and the step, by the last segment of its address. */
export interface RegistrationNote {
  readonly id: string;
  readonly step: string;
  /**
   * The ids of the link or those already typed: the session is lost if the phone kills the app while the camera is in
   * use.
   */
  readonly ids?: RegistrationIds;
}

type TextStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * A note in localStorage about a registration that was started and not finished, so that the app can say later that it
 * was interrupted. The pictures exist in memory only, until they are sealed.
 */
export class InterruptedRegistration {
  constructor(private readonly store: TextStore | undefined = pageStore()) {}

  read(): RegistrationNote | undefined {
    try {
      const { id, step, ids } = JSON.parse(this.store?.getItem(KEY) ?? '{}') as Partial<RegistrationNote>;
      if (typeof id !== 'string' || typeof step !== 'string') return undefined;
      const hasIds = typeof ids?.idProceso === 'string' && typeof ids.idAuxiliar === 'string';
      return { id, step, ...(hasIds && { ids }) };
    } catch {
      return undefined;
    }
  }

  /** Never fails: a registration must not depend on it. */
  save(note: RegistrationNote): void {
    try {
      this.store?.setItem(KEY, JSON.stringify(note));
    } catch {
      // The store is full or disabled.
    }
  }

  remove(): void {
    this.store?.removeItem(KEY);
  }
}

/** Web Lock that a window holds while it registers: while the lock is held, the registration is not interrupted. */
export const lockOfRegistration = (id: string): string => `${KEY}-${id}`;

/** Undefined if the browser denies access to localStorage. */
function pageStore(): TextStore | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
