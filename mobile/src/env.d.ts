/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Origin of the server; empty for the web app. */
  readonly VITE_SERVER_URL?: string;
  /** Public JWK of the offline root, as JSON. */
  readonly VITE_ROOT_JWK?: string;
  /** Idle minutes after which a session locks; 10 by default. */
  readonly VITE_LOCK_AFTER_MINUTES?: string;
  /** Seconds of warning before a capture is dropped; 60 by default. */
  readonly VITE_LOCK_WARNING_SECONDS?: string;
}

declare const __APP_VERSION__: string;
