/** Invented people, territory and rolls, each the same for the same seed. No production code but the load tickets imports it. */
export { generateRoll } from './generate-roll.js';
export { INVENTED_HOME, inventedElector, inventedElectors, type InventedElector } from './invented-elector.js';
export { inventedSections } from './invented-territory.js';
export { SeededRandom } from './seeded-random.js';
