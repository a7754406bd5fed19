/** Registry status and the file format of a roll cut (docs/roll-format.md). */
export * from './registry-status.js';
export * from './roll-elector.js';
export * from './roll-format.js';
