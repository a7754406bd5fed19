/** Makes the app work from a cold start without a connection. Does nothing while developing or in a package. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || import.meta.env.BASE_URL === '/') return;
  addEventListener('load', () => {
    void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`, { scope: import.meta.env.BASE_URL });
  });
}

/**
 * Takes a new version that waits. Only the menu calls this: with no capture in memory (decision 30).
 * @returns true when the page is about to load anew.
 */
export async function takeUpdate(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.waiting || !navigator.serviceWorker.controller) return false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    location.reload();
  });
  registration.waiting.postMessage('activate');
  return true;
}
