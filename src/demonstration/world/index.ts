export * from './contest.js';
export * from './confirmed-aspirant.js';
