export { AnnulAspirant } from './commands/annul-aspirant.js';
export { ConfirmAspirant } from './commands/confirm-aspirant.js';
export { CorrectAspirant, type CorrectedAspirant } from './commands/correct-aspirant.js';
export { RegisterAspirant, type RegisteredAspirant } from './commands/register-aspirant.js';
export { SetEmblem } from './commands/set-emblem.js';
export { SignInAspirant } from './commands/sign-in-aspirant.js';
export { UploadSignedSheet } from './commands/upload-signed-sheet.js';
export { ValidateAspirant } from './commands/validate-aspirant.js';
export { WithdrawAspirant } from './commands/withdraw-aspirant.js';
export type { AspirantStatus } from './domain/aspirant-status.js';
export { AspirantWithdrawn } from './events/aspirant-withdrawn.js';
export { AspirantConfirmed } from './events/aspirant-confirmed.js';
export type { AspirantSummary } from './persistence/aspirant-records.js';
export { GetAspirantFigures } from './queries/get-aspirant-figures.js';
export { GetAspirant, type AspirantView } from './queries/get-aspirant.js';
export { GetAspirantData, type AspirantData } from './queries/get-aspirant-data.js';
export { GetAspirantHistory, type AspirantHistoryEntry } from './queries/get-aspirant-history.js';
export { GetAspirantMail } from './queries/get-aspirant-mail.js';
export { GetAspirantContact, type AspirantContact } from './queries/get-aspirant-contact.js';
export { GetConfirmationSheet, type ConfirmationSheet } from './queries/get-confirmation-sheet.js';
export { GetEmblem } from './queries/get-emblem.js';
export { GetSignedSheet, type SignedSheet } from './queries/get-signed-sheet.js';
export {
  MAILBOX_JOB,
  mailboxFigures,
  recomputeMailboxes,
  releaseMailbox,
  type MailboxCheckpoint,
  type MailboxTable,
} from './mailbox-hashes.js';
export { matchAspirantMailbox } from './own-mailbox.js';
export { ListSharedAspirantMailboxes, type SharedAspirantMailbox } from './queries/list-shared-mailboxes.js';
export { ListAspirants } from './queries/list-aspirants.js';
export { EmailChanged } from './events/email-changed.js';
export { GetFormerAddress } from './queries/get-former-address.js';
