/** The public face of verification: nothing else of this context is imported from outside. */
export * from './domain/registry-status.js';
export { generateRoll, inventedRollLines, type InventedRoll } from './roll/generate-roll.js';
export { inventedElector, inventedElectors, INVENTED_HOME, type InventedElector } from './roll/invented-elector.js';
export type { RollElector } from './roll/roll-elector.js';
export { SeededRandom } from './roll/seeded-random.js';
export * from './wire/identifiers/index.js';
