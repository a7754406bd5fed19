import { useEffect, useState } from 'react';
import { isClosed } from '../../lease/main-action.js';
import { refreshPeriods } from '../../lease/refresh-period.js';
import { APP_VERSION } from '../../server/settings.js';
import type { Services } from '../../services.js';

const SUSPENDED = 'AUXILIARIES.DEVICE_SUSPENDED';

/**
 * Why the device of the open session may not capture any more, if the server says so when the connection is back. A
 * support that was begun offline may still be finished, so the person should know of the refusal first.
 */
export function useRefusal(services: Services, deviceId: string | undefined): string | undefined {
  const [reason, setReason] = useState<string>();
  useEffect(() => {
    if (deviceId === undefined) return undefined;
    let isUnmounted = false;
    const check = async (): Promise<void> => {
      await refreshPeriods(services, APP_VERSION);
      const own = (await services.vault.enrolments()).find((one) => one.deviceId === deviceId);
      const isRefused = own !== undefined && (isClosed(own) || own.refusal?.code === SUSPENDED);
      if (!isUnmounted) setReason(isRefused ? own.refusal?.detail : undefined);
    };
    const start = (): void => void check().catch(() => undefined);
    addEventListener('online', start);
    return () => {
      isUnmounted = true;
      removeEventListener('online', start);
      setReason(undefined);
    };
  }, [services, deviceId]);
  return reason;
}
