export * from './fields/checkbox-field.js';
export * from './fields/checks-field.js';
export * from './fields/code-field.js';
export * from './fields/date-field.js';
export * from './fields/file-field.js';
export * from './fields/number-field.js';
export * from './fields/select-field.js';
export * from './fields/text-field.js';
