export { accountByOficio } from '../../src/demonstration/seed/officials.js';
