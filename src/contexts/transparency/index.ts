export { CheckReceipt, type CheckedReceipt } from './queries/check-receipt.js';
