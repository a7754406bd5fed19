/** The app's only cryptography: WebCrypto, JOSE and Argon2id (decision 33). */
export * from './bytes.js';
export * from './device-key.js';
export * from './pkce.js';
export * from './seal.js';
export * from './session-hash.js';
export * from './trust.js';
