const IN_USE_LOCK = 'apoyo-ciudadano-en-uso';
const CHECK_INTERVAL_MS = 1000;

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
 * Takes a new version as soon as there is one and nothing is being filled in, in this window or another (decision 30); the
 * page then loads anew. Only the menu calls this, for as long as it is shown.
 * @returns how to stop.
 */
export function installUpdates(): () => void {
  const left = new AbortController();
  void watch(left.signal).catch(() => undefined);
  return () => {
    left.abort();
  };
}

async function watch(left: AbortSignal): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration || !navigator.serviceWorker.controller) return;
  // A phone that never closes the app would otherwise not learn of it.
  registration.update().catch(() => undefined);
  while (!left.aborted) {
    const { waiting } = registration;
    if (waiting)
      await navigator.locks.request(IN_USE_LOCK, { ifAvailable: true }, (lock) => lock && activate(waiting, left));
    await new Promise((done) => setTimeout(done, CHECK_INTERVAL_MS));
  }
}

/** Holds the lock until the page is another: nothing can be begun in the version that goes. */
async function activate(waiting: ServiceWorker, left: AbortSignal): Promise<void> {
  if (left.aborted) return;
  const taken = new Promise((done) => {
    navigator.serviceWorker.addEventListener('controllerchange', done, { once: true });
  });
  waiting.postMessage('activate');
  await taken;
  location.reload();
}

/**
 * Keeps the version as it is for as long as something is being filled in.
 * @returns how to let it change again.
 */
export function holdVersion(): () => void {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks.request(IN_USE_LOCK, { mode: 'shared' }, () => released).catch(() => undefined);
  return release;
}
