import { useEffect } from 'react';

/** While something was captured and is not yet sealed, closing or reloading the page asks first (§8.12: it is in memory alone). */
export function useLeaveGuard(hasCapture: boolean): void {
  useEffect(() => {
    if (!hasCapture) return undefined;
    const ask = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => {
      removeEventListener('beforeunload', ask);
    };
  }, [hasCapture]);
}
