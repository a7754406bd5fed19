import { useEffect, useRef, useState } from 'react';
import type { ServerClock } from '../clock/server-clock.js';
import { Stopwatch } from '../clock/stopwatch.js';
import { IDLE_TIMEOUTS } from '../server/settings.js';
import { idleState, type IdleState } from './idle-lock.js';

const CHECK_INTERVAL_MS = 1000;
const TOUCHES = ['pointerdown', 'keydown'] as const;

export interface IdleLock {
  readonly state: IdleState;
  /** The user confirmed that they are still there. */
  readonly stay: () => void;
}

/**
 * Locks an open session after a time without touches. Timers do not run while a phone sleeps, so the time is also
 * checked when the app becomes visible again.
 */
export function useIdleLock(clock: ServerClock, isOpen: boolean, hasCapture: boolean, onLock: () => void): IdleLock {
  const [idleTime] = useState(() => new Stopwatch(clock));
  const lock = useRef(onLock);
  const [state, setState] = useState<IdleState>({ kind: 'open' });
  useEffect(() => {
    lock.current = onLock;
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    idleTime.restart();
    const check = (): void => {
      const now = idleState(idleTime.elapsedMs(), hasCapture, IDLE_TIMEOUTS);
      setState((before) => (before.kind === now.kind && now.kind !== 'warning' ? before : now));
      if (now.kind === 'locked') lock.current();
    };
    // Once the warning is shown, only its button keeps the session open: a phone in a pocket registers touches.
    const touch = (): void => {
      if (idleState(idleTime.elapsedMs(), hasCapture, IDLE_TIMEOUTS).kind === 'open') idleTime.restart();
    };
    const timer = setInterval(check, CHECK_INTERVAL_MS);
    document.addEventListener('visibilitychange', check);
    for (const name of TOUCHES) addEventListener(name, touch, { capture: true });
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', check);
      for (const name of TOUCHES) removeEventListener(name, touch, { capture: true });
      setState({ kind: 'open' });
    };
  }, [idleTime, isOpen, hasCapture]);
  return {
    state,
    stay: () => {
      idleTime.restart();
      setState({ kind: 'open' });
    },
  };
}
