export * from '../../src/demonstration/builders/index.js';
