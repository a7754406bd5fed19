import { use, useEffect, useState } from 'react';
import { loadWithRetry } from './lazy-screen.js';
import type { Services } from './services.js';

let opening: Promise<Services> | undefined;

/** Opens storage and begins to send what waits; once, after the first screen is shown. */
function open(): Promise<Services> {
  opening ??= loadWithRetry(() => import('./services.js')).then(async ({ openServices }) => {
    const services = await openServices();
    void services.vault.protect();
    void services.sender.start();
    return services;
  });
  return opening;
}

/** For screens that cannot do without: they wait. */
export function useServices(): Services {
  return use(open());
}

/** For the menu, which is shown before anything is opened. @throws what opening threw, once it did. */
export function useServicesWhenOpen(): Services | undefined {
  const [services, setServices] = useState<Services>();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    let left = false;
    open().then(
      (opened) => {
        if (!left) setServices(opened);
      },
      (error: unknown) => {
        if (!left) setFailure(new Error('the app could not be opened', { cause: error }));
      },
    );
    return () => {
      left = true;
    };
  }, []);
  if (failure) throw failure;
  return services;
}
