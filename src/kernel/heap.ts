import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap come to twice what is in use before all of it is marked again. The bytes of uploads and images lie outside of the
 * heap and count as its growth: with the engine's own measure, some tenth, a process with every module loaded marked its 120 MB
 * anew every twenty records, half of the processor that a record cost (docs/performance.md).
 */
export function raiseHeapGrowthLimit(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
