export * from '../../src/demonstration/builders/index.js';
export * from './repeated-pictures.js';
