/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Origin of the server; empty for the web app. */
  readonly VITE_SERVER_URL?: string;
  /** Public JWK of the off-line root, as JSON. */
  readonly VITE_ROOT_JWK?: string;
  /** Minutes without a touch after which a session closes; 10 without it. */
  readonly VITE_LOCK_AFTER_MINUTES?: string;
  /** Seconds of warning where something was captured; 60 without it. */
  readonly VITE_LOCK_WARNING_SECONDS?: string;
}

declare const __APP_VERSION__: string;
