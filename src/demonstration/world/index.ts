export * from './auxiliary.js';
export * from './confirmed-aspirant.js';
export * from './contest.js';
export * from './device.js';
export * from './official.js';
export * from './roll.js';
export * from './support.js';
