/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Origin of the server; empty for the web app. */
  readonly VITE_SERVER_URL?: string;
  /** Public JWK of the off-line root, as JSON. */
  readonly VITE_ROOT_JWK?: string;
}

declare const __APP_VERSION__: string;
