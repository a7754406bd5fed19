export { CloseProcess, type ClosedProcess } from './commands/close-process.js';
export { DetectConcludedDesks } from './jobs/detect-concluded-desks.js';
export type { DeliveryView } from './persistence/delivery-records.js';
export { DownloadDelivery, type DownloadedDelivery } from './queries/download-delivery.js';
export { GetClosingState, type ClosingStateView } from './queries/get-closing-state.js';
export { ListDeliveries } from './queries/list-deliveries.js';
export { DeskConcluded } from './events/desk-concluded.js';
export { GetDeskConclusion } from './queries/get-desk-conclusion.js';
