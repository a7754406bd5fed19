/** Invented people and what a camera would see of them; the tests and the demonstration use the same. */
export * from './camera-file.js';
export * from './credential-image.js';
export * from './live-photo.js';
export * from './people.js';
export * from './signature.js';
export * from './territory.js';
