import { useEffect } from 'react';

/** Keeps the screen on while active, if the phone supports it. */
export function useWakeLock(active: boolean): void {
  useEffect(() => {
    if (!active || !('wakeLock' in navigator)) return undefined;
    let current: WakeLockSentinel | undefined;
    let isReleased = false;
    const acquire = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      try {
        const lock = await navigator.wakeLock.request('screen');
        if (isReleased) await lock.release();
        else current = lock;
      } catch {
        // Denied, for example because of a low battery.
      }
    };
    // The system releases the lock when the page is hidden.
    const reacquire = (): void => void acquire();
    document.addEventListener('visibilitychange', reacquire);
    void acquire();
    return () => {
      isReleased = true;
      document.removeEventListener('visibilitychange', reacquire);
      void current?.release();
    };
  }, [active]);
}
