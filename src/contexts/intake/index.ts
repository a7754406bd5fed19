export { SupportReceived } from './events/support-received.js';
export { CheckStoredSupport, type StoredSupportCheck } from './queries/check-stored-support.js';
