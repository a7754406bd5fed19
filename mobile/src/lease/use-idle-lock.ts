import { useEffect, useRef, useState } from 'react';
import type { ServerClock } from '../clock/server-clock.js';
import { Stopwatch } from '../clock/stopwatch.js';
import { IDLE_TERMS } from '../server/settings.js';
import { idleState, type IdleState } from './idle-lock.js';

const CHECK_INTERVAL_MS = 1000;
const TOUCHES = ['pointerdown', 'keydown'] as const;

export interface IdleLock {
  readonly state: IdleState;
  /** The person is there. */
  readonly stay: () => void;
}

/**
 * Watches whether anybody touches the app while a session is open. A phone that slept is looked at as soon as it
 * shows the app again: timers stand still meanwhile.
 */
export function useIdleLock(clock: ServerClock, isOpen: boolean, hasCapture: boolean, onLock: () => void): IdleLock {
  const [untouched] = useState(() => new Stopwatch(clock));
  const lock = useRef(onLock);
  const [state, setState] = useState<IdleState>({ kind: 'open' });
  useEffect(() => {
    lock.current = onLock;
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    untouched.restart();
    const look = (): void => {
      const now = idleState(untouched.elapsedMs(), hasCapture, IDLE_TERMS);
      setState((before) => (before.kind === now.kind && now.kind !== 'warning' ? before : now));
      if (now.kind === 'locked') lock.current();
    };
    // Whom the warning is shown to answers it by its button: a phone in a pocket touches itself.
    const touch = (): void => {
      if (idleState(untouched.elapsedMs(), hasCapture, IDLE_TERMS).kind === 'open') untouched.restart();
    };
    const timer = setInterval(look, CHECK_INTERVAL_MS);
    document.addEventListener('visibilitychange', look);
    for (const name of TOUCHES) addEventListener(name, touch, { capture: true });
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      for (const name of TOUCHES) removeEventListener(name, touch, { capture: true });
      setState({ kind: 'open' });
    };
  }, [untouched, isOpen, hasCapture]);
  return {
    state,
    stay: () => {
      untouched.restart();
      setState({ kind: 'open' });
    },
  };
}
