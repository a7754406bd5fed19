/** Which blobs one kind of row stands for. */
export interface KeptBlobs {
  /** What their keys begin with, e.g. `supports`, `documents/accounts.declaration`. */
  readonly folder: string;
  /** `schema.table` whose rows stand for them. */
  readonly table: string;
  readonly keyColumn: string;
  /** SHA-256 of the blob as it lies in the store; without it the blobs can be held against nothing. */
  readonly sha256Column?: string;
}

const kept: KeptBlobs[] = [];

/** Says, once per module, which rows stand for blobs: all others of the folder are orphans. */
export function blobsKeptBy(...declared: readonly KeptBlobs[]): void {
  for (const one of declared) {
    if (!kept.some(({ table, keyColumn }) => table === one.table && keyColumn === one.keyColumn)) kept.push(one);
  }
}

export function keptBlobs(): readonly KeptBlobs[] {
  return kept;
}
