/** States and findings of enrolled devices, with their Spanish words. */
export * from './device-words.js';
export * from './findings.js';
