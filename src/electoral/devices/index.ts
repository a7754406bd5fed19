/** States and findings of enrolled devices, with their Spanish words. */
export * from './device-status.js';
export * from './findings.js';
