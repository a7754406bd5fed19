import { Injectable } from '@nestjs/common';
import { connectionOf, currentWork } from '../messaging/unit-of-work.js';

export interface DamagedBlob {
  readonly key: string;
  /** Id of the row that references the blob. */
  readonly rowId: string;
  /** What is altered according to the owner of the blob, e.g. `row.receivedAt`. */
  readonly findings: readonly string[];
}

/** The blobs that the scrub found missing or altered and has not found intact since. */
@Injectable()
export class DamagedBlobs {
  /**
   * The damaged blobs of one table, e.g. `intake.support`, oldest first. Runs in the transaction of the use case.
   * @param atMost the maximum number of blobs.
   */
  async of(table: string, atMost: number): Promise<DamagedBlob[]> {
    const state = currentWork();
    if (!state) throw new Error('used outside a command, query or consumer');
    const { rows } = await (
      await connectionOf(state)
    ).query<DamagedBlob>(
      `select key, row_id as "rowId", findings from kernel.blob_damage
       where what = $1 and mended_at is null order by found_at, key limit $2`,
      [table, atMost],
    );
    return rows;
  }
}
