/** Identifiers of electors and their cards; browser-safe. */
export * from './auxiliary-id.js';
export * from './check.js';
export * from './cic.js';
export * from './clave-elector.js';
export * from './confirmed-fields.js';
export * from './credential-type.js';
export * from './curp.js';
export * from './entidades.js';
export * from './mask.js';
export * from './mrz.js';
export * from './name-words.js';
export * from './normalise.js';
export * from './ocr.js';
export * from './person-facts.js';
export * from './same-person.js';
