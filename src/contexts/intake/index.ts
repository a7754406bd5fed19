export { SupportReceived } from './events/support-received.js';
export { AwaitReceptions } from './queries/await-receptions.js';
export { ListAnnounced, type AnnouncingDevice } from './queries/list-announced.js';
export { CheckStoredSupport, type StoredSupportCheck } from './queries/check-stored-support.js';
export { AnnounceMaintenance } from './commands/announce-maintenance.js';
export { EndMaintenance } from './commands/end-maintenance.js';
export { GetMaintenance } from './queries/get-maintenance.js';
export { PartialUploads } from './partial-uploads.js';
