/** Fictitious people and their images, shared by tests and demonstration. */
export * from './camera-file.js';
export * from './credential-image.js';
export * from './live-photo.js';
export * from './people.js';
export * from './signature.js';
export * from './signed-scan.js';
export * from './territory.js';
