import { useCallback, useEffect, useState } from 'react';
import { NO_TROUBLE, reportTroubles, troubledRecords, type TroubledRecords } from '../../sending/troubled-records.js';
import type { Services } from '../../services.js';

/** The deadline may pass while the screen is shown. */
const READ_INTERVAL_MS = 30_000;

export interface TroublesInView {
  readonly troubles: TroubledRecords;
  /** Reads the records again: the server's time or the period may have changed. */
  readonly refresh: () => void;
  /** Removes the notice about the given records. */
  readonly report: (reported: Parameters<typeof reportTroubles>[1]) => void;
}

/** What went wrong with the records of this phone; read again as the sender changes them. */
export function useTroubledRecords(services: Services | undefined): TroublesInView {
  const [troubles, setTroubles] = useState(NO_TROUBLE);
  const read = useCallback(async (): Promise<void> => {
    if (services) setTroubles(await troubledRecords(services));
  }, [services]);
  useEffect(() => {
    if (!services) return undefined;
    void read();
    let { pending, state } = services.sender.view;
    const timer = setInterval(() => void read(), READ_INTERVAL_MS);
    const unsubscribe = services.sender.subscribe(() => {
      const { view } = services.sender;
      if (view.state === 'sending' || (view.pending === pending && view.state === state)) return;
      ({ pending, state } = view);
      void read();
    });
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [services, read]);
  const report = (reported: Parameters<typeof reportTroubles>[1]): void => {
    if (services) void reportTroubles(services, reported).then(read);
  };
  const refresh = useCallback((): void => void read(), [read]);
  return { troubles, report, refresh };
}
