const KEY = 'apoyo-ciudadano-captura';

/**
 * Facts about a capture in progress, none of them about the citizen. From them the app can later tell that it was
 * interrupted.
 */
export interface CaptureNote {
  readonly id: string;
  readonly deviceId: string;
  /** The server's time, ISO 8601 in UTC; absent if it was not known. */
  readonly startedAt?: string;
  /** The lowest counter that its record may get. */
  readonly counter: number;
  /** Name of the step in the address of its screen. */
  readonly step: string;
  /** The session locked itself because no one touched the phone. */
  readonly idle?: boolean;
}

type TextStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * A note in localStorage about the last capture that was started and not ended. It is written immediately, so that it
 * survives a crash. The capture itself exists in memory only (§8.8, ADR 0068).
 */
export class InterruptedCapture {
  constructor(private readonly store: TextStore | undefined = pageStore()) {}

  read(): CaptureNote | undefined {
    try {
      return parseNote(JSON.parse(this.store?.getItem(KEY) ?? 'null'));
    } catch {
      return undefined;
    }
  }

  /** Replaces an earlier note. Never fails: a capture must not depend on it. */
  save(note: CaptureNote): void {
    try {
      this.store?.setItem(KEY, JSON.stringify(note));
    } catch {
      // The store is full or disabled.
    }
  }

  /** Removes the note unless it is about another capture. */
  remove(id: string): void {
    if (this.read()?.id === id) this.store?.removeItem(KEY);
  }
}

/** Web Lock that a window holds while it captures: a note whose lock is held is not about an interrupted capture. */
export const lockOfCapture = (id: string): string => `${KEY}-${id}`;

function parseNote(value: unknown): CaptureNote | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, deviceId, counter, startedAt, step, idle } = value as Partial<Record<keyof CaptureNote, unknown>>;
  if (typeof id !== 'string' || typeof deviceId !== 'string' || typeof step !== 'string') return undefined;
  if (typeof counter !== 'number') return undefined;
  const isInstant = typeof startedAt === 'string' && !Number.isNaN(Date.parse(startedAt));
  return { id, deviceId, counter, step, ...(isInstant && { startedAt }), ...(idle === true && { idle }) };
}

/** Undefined if the browser denies access to localStorage. */
function pageStore(): TextStore | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
