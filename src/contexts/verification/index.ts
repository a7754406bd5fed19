/** The public face of verification: nothing else of this context is imported from outside. */
export * from './domain/desk-verdict.js';
export { DUPLICATE_RULES, type DuplicateRule } from './domain/duplicates.js';
export * from './domain/registry-status.js';
export { REPORTED_CLASSES, REPORTED_CLASS_LABELS, type ReportedClass } from './domain/reported-class.js';
export { generateRoll, inventedRollLines, type InventedRoll } from './roll/generate-roll.js';
export { inventedElector, inventedElectors, INVENTED_HOME, type InventedElector } from './roll/invented-elector.js';
export { loadRollCut, type LoadedCut } from './roll/load-roll-cut.js';
export type { RollElector } from './roll/roll-elector.js';
export { openRollFile, RollFormatError } from './roll/roll-format.js';
export { ElectoralRoll, NoRollCutError, type Registration } from './roll/roll-port.js';
export { SeededRandom } from './roll/seeded-random.js';
export * from './wire/identifiers/index.js';
