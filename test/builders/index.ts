export * from '../../src/demonstration/builders/index.js';
export * from './repeated-pictures.js';
export * from './pdf-file.js';
export * from './workbook-file.js';
