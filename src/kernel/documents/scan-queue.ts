import { ImageQueue } from '../images/image-queue.js';

/**
 * Shared by all uploads of scans to this process: at most one is parsed while the codes of another are read, which
 * takes seconds and up to 500 MB each.
 */
export const scanQueue = new ImageQueue(
  { concurrent: 2, waiting: 10, perAccount: 2 },
  { accountLimit: 'KERNEL.TOO_MANY_SCANS', processLimit: 'KERNEL.SCANS_BUSY' },
);
