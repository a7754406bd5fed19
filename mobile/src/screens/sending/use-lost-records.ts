import { useCallback, useEffect, useState } from 'react';
import type { Services } from '../../services.js';
import { lostRecords, type LostRecords } from '../../storage/lost-records.js';

const NONE: LostRecords = { gone: [], elsewhere: [] };

/**
 * The records known to be missing; read again when the number of pending ones changes.
 * @returns the records, and a function that dismisses the notice about those gone from this phone.
 */
export function useLostRecords(services: Services | undefined): LostRecords & { readonly dismiss: () => void } {
  const [lost, setLost] = useState(NONE);
  const read = useCallback(async (): Promise<void> => {
    if (services) setLost(await lostRecords(services.vault, services.witness));
  }, [services]);
  useEffect(() => {
    if (!services) return undefined;
    void read();
    let { pending } = services.sender.view;
    return services.sender.subscribe(() => {
      if (services.sender.view.pending === pending || services.sender.view.state === 'sending') return;
      pending = services.sender.view.pending;
      void read();
    });
  }, [services, read]);
  const dismiss = (): void => {
    services?.witness.remove(lost.gone);
    void read();
  };
  return { ...lost, dismiss };
}
