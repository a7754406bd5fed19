import { useEffect, useRef } from 'react';
import { loadWithRetry } from '../lazy-screen.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';

const REFRESH_INTERVAL_MS = 5 * 60_000;

/**
 * Keeps the periods and the server's time current while the menu is shown: when it opens or becomes visible again, when
 * the network is back, when the server refused an upload, and every few minutes.
 */
export function usePeriods(services: Services | undefined, onRefreshed: () => void): void {
  const refreshed = useRef(onRefreshed);
  useEffect(() => {
    refreshed.current = onRefreshed;
  });
  useEffect(() => {
    if (!services) return undefined;
    let isUnmounted = false;
    let isAsking = false;
    const refresh = async (): Promise<void> => {
      if (isAsking || !navigator.onLine || document.visibilityState !== 'visible') return;
      isAsking = true;
      try {
        // Loaded after the menu is shown, because it pulls in the cryptography.
        const { refreshPeriods } = await loadWithRetry(() => import('./refresh-period.js'));
        const answered = await refreshPeriods(services, APP_VERSION);
        if (answered && !isUnmounted) refreshed.current();
      } catch {
        // Retried on the next occasion; the stored facts are kept.
      } finally {
        isAsking = false;
      }
    };
    const start = (): void => void refresh();
    start();
    const timer = setInterval(start, REFRESH_INTERVAL_MS);
    addEventListener('online', start);
    document.addEventListener('visibilitychange', start);
    let { state } = services.sender.view;
    const unsubscribe = services.sender.subscribe(() => {
      const before = state;
      ({ state } = services.sender.view);
      if (state === 'refused' && before !== 'refused') start();
    });
    return () => {
      isUnmounted = true;
      clearInterval(timer);
      removeEventListener('online', start);
      document.removeEventListener('visibilitychange', start);
      unsubscribe();
    };
  }, [services]);
}
