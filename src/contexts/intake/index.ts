export { SupportReceived } from './events/support-received.js';
export { AwaitReceptions } from './queries/await-receptions.js';
export { CountUnreceived, type UnreceivedCount } from './queries/count-unreceived.js';
export { ListUnreceived, type UnreceivedDevice } from './queries/list-unreceived.js';
export { CheckStoredSupport, type StoredSupportCheck } from './queries/check-stored-support.js';
export { AnnounceMaintenance } from './commands/announce-maintenance.js';
export { EndMaintenance } from './commands/end-maintenance.js';
export { GetMaintenance } from './queries/get-maintenance.js';
export { PartialUploads } from './partial-uploads.js';
