export { SupportReceived } from './events/support-received.js';
export { AwaitReceptions } from './queries/await-receptions.js';
export { ListAnnounced, type AnnouncingDevice } from './queries/list-announced.js';
export { CheckStoredSupport, type StoredSupportCheck } from './queries/check-stored-support.js';
