/**
 * Web Lock held while sending, and the Background Sync tag. `background.js` uses the same name, so that only one of
 * all windows and the service worker sends at a time.
 */
export const SENDING_LOCK = 'apoyo-ciudadano-envio';

/**
 * Asks the browser to send in the background once there is a connection, where it supports Background Sync. Does
 * nothing while the app is visible: the browser would fire the sync event immediately, over and over.
 */
export function requestBackgroundSync(): void {
  if (document.visibilityState === 'visible' || !('serviceWorker' in navigator)) return;
  void navigator.serviceWorker
    .getRegistration()
    .then((registration) => {
      const { sync } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } };
      return sync?.register(SENDING_LOCK);
    })
    .catch(() => undefined);
}
