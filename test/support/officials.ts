export { createAccountByOficio, OFFICIALS_PASSWORD } from '../../src/demonstration/seed/officials.js';
