const IN_USE_LOCK = 'apoyo-ciudadano-en-uso';
const CHECK_INTERVAL_MS = 1000;

/** Lets the app start offline. Does nothing in development or in a packaged app. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || import.meta.env.BASE_URL === '/') return;
  addEventListener('load', () => {
    const { BASE_URL } = import.meta.env;
    // Without a service worker the app still works online.
    navigator.serviceWorker.register(`${BASE_URL}sw.js`, { scope: BASE_URL }).catch(() => undefined);
  });
}

/**
 * Activates a new version and reloads the page as soon as no window holds the current version (decision 30). Only the
 * menu calls this, while it is shown.
 * @returns a function that stops it.
 */
export function installUpdates(): () => void {
  const stopped = new AbortController();
  void watch(stopped.signal).catch(() => undefined);
  return () => {
    stopped.abort();
  };
}

async function watch(stopped: AbortSignal): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration || !navigator.serviceWorker.controller) return;
  // Browsers check for updates on navigation only, and some phones never close the app.
  registration.update().catch(() => undefined);
  while (!stopped.aborted) {
    const { waiting } = registration;
    if (waiting)
      await navigator.locks.request(IN_USE_LOCK, { ifAvailable: true }, (lock) => lock && activate(waiting, stopped));
    await new Promise((done) => setTimeout(done, CHECK_INTERVAL_MS));
  }
}

/** Holds the lock until the page reloads, so that no capture starts in the old version. */
async function activate(waiting: ServiceWorker, stopped: AbortSignal): Promise<void> {
  if (stopped.aborted) return;
  const controllerChanged = new Promise((done) => {
    navigator.serviceWorker.addEventListener('controllerchange', done, { once: true });
  });
  waiting.postMessage('activate');
  await controllerChanged;
  location.reload();
}

/**
 * Prevents updates while a form is being filled in.
 * @returns a function that allows them again.
 */
export function holdVersion(): () => void {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks.request(IN_USE_LOCK, { mode: 'shared' }, () => released).catch(() => undefined);
  return release;
}
