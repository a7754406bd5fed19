export { createAccountByOficio, makeReady, OFFICIALS_PASSWORD } from '../../src/demonstration/seed/officials.js';
