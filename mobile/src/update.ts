const IN_USE = 'apoyo-ciudadano-en-uso';

/** Makes the app work from a cold start without a connection. Does nothing while developing or in a package. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || import.meta.env.BASE_URL === '/') return;
  addEventListener('load', () => {
    const { BASE_URL } = import.meta.env;
    // Without it the app works all the same while there is a connection.
    navigator.serviceWorker.register(`${BASE_URL}sw.js`, { scope: BASE_URL }).catch(() => undefined);
  });
}

/**
 * Takes a new version that waits, and asks the server whether there is one. Only the menu calls this: with no capture in
 * memory (decision 30). The page loads anew as soon as the new version has taken over.
 */
export async function takeUpdate(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration || !navigator.serviceWorker.controller) return;
  const { waiting } = registration;
  if (waiting) {
    await navigator.locks.request(IN_USE, { ifAvailable: true }, (lock) => {
      if (lock) activate(waiting);
    });
    return;
  }
  // A phone that never closes the app would otherwise not learn of it.
  await registration.update().catch(() => undefined);
}

/**
 * Keeps the version as it is for as long as something is being filled in, in this window or another (decision 30).
 * @returns how to let it change again.
 */
export function keepVersion(): () => void {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks.request(IN_USE, { mode: 'shared' }, () => released).catch(() => undefined);
  return release;
}

function activate(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    location.reload();
  });
  waiting.postMessage('activate');
}
