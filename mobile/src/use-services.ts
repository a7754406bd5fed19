import { use, useEffect, useState } from 'react';
import { loadWithRetry } from './lazy-screen.js';
import type { Services } from './services.js';

let opening: Promise<Services> | undefined;

/** Opens the storage and starts the sender, once. */
function open(): Promise<Services> {
  opening ??= loadWithRetry(() => import('./services.js')).then(async ({ openServices }) => {
    const services = await openServices();
    void services.vault.protect();
    void services.sender.start();
    return services;
  });
  return opening;
}

/** Suspends until the services are open. */
export function useServices(): Services {
  return use(open());
}

/**
 * For the menu, which is shown before the services are open.
 * @throws the error if opening them failed.
 */
export function useServicesWhenOpen(): Services | undefined {
  const [services, setServices] = useState<Services>();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    let isUnmounted = false;
    open().then(
      (opened) => {
        if (!isUnmounted) setServices(opened);
      },
      (error: unknown) => {
        if (!isUnmounted) setFailure(new Error('the app could not be opened', { cause: error }));
      },
    );
    return () => {
      isUnmounted = true;
    };
  }, []);
  if (failure) throw failure;
  return services;
}
