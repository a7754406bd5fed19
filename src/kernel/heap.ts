import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap double before the next major garbage collection. Uploads and images are external memory, which V8
 * counts as heap growth. With V8's default of about 10 %, the heap of 120 MB was collected every twenty records, which
 * took half of the CPU time per record (docs/performance.md).
 */
export function raiseHeapGrowthLimit(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
