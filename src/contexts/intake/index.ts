export { SupportReceived } from './events/support-received.js';
