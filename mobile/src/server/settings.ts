import type { RootJwk } from '../crypto/index.js';

/** Fixed when the app is built. A package for the stores carries both; the web app asks the server it came from. */
export const SERVER_URL: string = import.meta.env['VITE_SERVER_URL'] ?? '';
export const EMBEDDED_ROOT: RootJwk | undefined = import.meta.env['VITE_ROOT_JWK']
  ? (JSON.parse(import.meta.env['VITE_ROOT_JWK']) as RootJwk)
  : undefined;
export const APP_VERSION = __APP_VERSION__;
