export { accountByOficio, OFFICIALS_PASSWORD } from '../../src/demonstration/seed/officials.js';
