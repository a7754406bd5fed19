/** Statuses and findings of enrolled devices, with Spanish labels. */
export * from './device-status.js';
export * from './findings.js';
