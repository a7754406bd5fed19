export { ConfirmAspirant } from './commands/confirm-aspirant.js';
export { RegisterAspirant, type RegisteredAspirant } from './commands/register-aspirant.js';
export { SignInAspirant } from './commands/sign-in-aspirant.js';
export type { AspirantStatus } from './domain/aspirant-status.js';
export { AspirantConfirmed } from './events/aspirant-confirmed.js';
export type { AspirantSummary } from './persistence/aspirant-records.js';
export { GetAspirant, type AspirantView } from './queries/get-aspirant.js';
export { GetConfirmationSheet, type ConfirmationSheet } from './queries/get-confirmation-sheet.js';
export { ListAspirants } from './queries/list-aspirants.js';
