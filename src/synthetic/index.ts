/** Fictitious people, territory and rolls, deterministic by seed. In production, only the load tickets use it. */
export { generateRoll } from './generate-roll.js';
export { INVENTED_HOME, inventedElector, inventedElectors, type InventedElector } from './invented-elector.js';
export { inventedSections } from './invented-territory.js';
export { SeededRandom } from './seeded-random.js';
