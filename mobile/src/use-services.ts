import { use, useEffect, useState } from 'react';
import type { Services } from './services.js';

let opening: Promise<Services> | undefined;

/** Opens storage and begins to send what waits; once, after the first screen is shown. */
function open(): Promise<Services> {
  opening ??= import('./services.js').then(async ({ openServices }) => {
    const services = await openServices();
    void services.sender.start();
    return services;
  });
  return opening;
}

/** For screens that cannot do without: they wait. */
export function useServices(): Services {
  return use(open());
}

/** For the menu, which is shown before anything is opened. */
export function useServicesWhenOpen(): Services | undefined {
  const [services, setServices] = useState<Services>();
  useEffect(() => {
    let left = false;
    void open().then((opened) => {
      if (!left) setServices(opened);
    });
    return () => {
      left = true;
    };
  }, []);
  return services;
}
