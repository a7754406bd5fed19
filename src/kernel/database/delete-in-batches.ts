/**
 * Deletes rows in short transactions until none is left, so that no transaction holds many row locks.
 * @param deleteBatch deletes at most `batchSize` rows in its own transaction and returns how many.
 * @returns how many rows it deleted in all.
 */
export async function deleteInBatches(
  batchSize: number,
  deleteBatch: (batchSize: number) => Promise<number>,
): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteBatch(batchSize);
    total += deleted;
    if (deleted < batchSize) return total;
  }
}
