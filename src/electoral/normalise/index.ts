/**
 * Normalisers of what people type and paste, one for each kind of value; browser-safe. Every entry point uses the same
 * one.
 */
export * from './clean-text.js';
export * from './codes-in-text.js';
export * from './codes.js';
export * from './email.js';
export * from './fields.js';
export * from './look-alikes.js';
export * from './password.js';
export * from './person-name.js';
export * from './printable.js';
export * from './telephone.js';
export * from './typed-text.js';
export * from './whole-number.js';
