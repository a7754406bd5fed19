import type { RootJwk } from '../crypto/index.js';
import type { IdleTerms } from '../lease/idle-lock.js';

/** Fixed when the app is built. A package for the stores carries both; the web app asks the server it came from. */
export const SERVER_URL: string = import.meta.env['VITE_SERVER_URL'] ?? '';
export const EMBEDDED_ROOT: RootJwk | undefined = import.meta.env['VITE_ROOT_JWK']
  ? (JSON.parse(import.meta.env['VITE_ROOT_JWK']) as RootJwk)
  : undefined;
export const APP_VERSION = __APP_VERSION__;

/** After so long without a touch the session closes, and asks for the local password again (§8.1). */
export const IDLE_TERMS: IdleTerms = {
  lockAfterMs: Number(import.meta.env['VITE_LOCK_AFTER_MINUTES'] ?? 10) * 60_000,
  /** How long the person is warned first, where something was captured. */
  warningMs: Number(import.meta.env['VITE_LOCK_WARNING_SECONDS'] ?? 60) * 1000,
};
