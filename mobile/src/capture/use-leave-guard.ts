import { useEffect } from 'react';

/** Asks before the page is closed or reloaded while a capture exists in memory only (§8.12). */
export function useLeaveGuard(hasCapture: boolean): void {
  useEffect(() => {
    if (!hasCapture) return undefined;
    const confirmLeave = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    addEventListener('beforeunload', confirmLeave);
    return () => {
      removeEventListener('beforeunload', confirmLeave);
    };
  }, [hasCapture]);
}
