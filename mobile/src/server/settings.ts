import type { RootJwk } from '../crypto/index.js';
import type { IdleTimeouts } from '../lease/idle-lock.js';

/** Set when the app is built. Packages for the app stores embed both; the web app uses its own origin. */
export const SERVER_URL: string = import.meta.env['VITE_SERVER_URL'] ?? '';
export const EMBEDDED_ROOT: RootJwk | undefined = import.meta.env['VITE_ROOT_JWK']
  ? (JSON.parse(import.meta.env['VITE_ROOT_JWK']) as RootJwk)
  : undefined;
export const APP_VERSION = __APP_VERSION__;

/** An idle session locks and asks for the local password again (§8.1). */
export const IDLE_TIMEOUTS: IdleTimeouts = {
  lockAfterMs: Number(import.meta.env['VITE_LOCK_AFTER_MINUTES'] ?? 10) * 60_000,
  /** Length of the warning before a capture is dropped. */
  warningMs: Number(import.meta.env['VITE_LOCK_WARNING_SECONDS'] ?? 60) * 1000,
};
