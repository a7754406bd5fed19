/** Deadlines as they are shown. */
export * from './deadline.js';
