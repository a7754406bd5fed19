import { load, type Answer } from '../../../../admin/ui/api.js';
import type { RecordView } from '../views.js';

export interface LoadedRecord {
  readonly answer: Answer<RecordView>;
  /** Object URLs by part; a part that could not be had is missing. */
  readonly images: ReadonlyMap<string, string>;
}

const address = (supportId: string, revealed: boolean): string =>
  `/admin/api/pages/mesa-de-control?registro=${supportId}${revealed ? '&mostrar=si' : ''}`;

/** Records and their images, asked for before they are needed and dropped when they are done with. */
export class RecordCache {
  readonly #records = new Map<string, Promise<LoadedRecord>>();

  get(supportId: string): Promise<LoadedRecord> {
    const kept = this.#records.get(supportId);
    if (kept) return kept;
    const loading = loadAll(supportId);
    this.#records.set(supportId, loading);
    return loading;
  }

  /** Asks the record's data anew, whole or masked; its images stay. */
  async refresh(supportId: string, revealed: boolean): Promise<LoadedRecord> {
    const { images } = await this.get(supportId);
    const fresh = load<RecordView>(address(supportId, revealed)).then((answer) => ({ answer, images }));
    this.#records.set(supportId, fresh);
    return fresh;
  }

  /** Only these stay in memory. */
  keep(supportIds: ReadonlySet<string>): void {
    for (const [supportId, record] of this.#records) {
      if (supportIds.has(supportId)) continue;
      this.#records.delete(supportId);
      void record.then(({ images }) => {
        for (const url of images.values()) URL.revokeObjectURL(url);
      });
    }
  }
}

async function loadAll(supportId: string): Promise<LoadedRecord> {
  const answer = await load<RecordView>(address(supportId, false));
  if (!answer.ok) return { answer, images: new Map() };
  const found = await Promise.all(
    answer.data.images.map(async ({ part }): Promise<readonly [string, string] | null> => {
      const response = await fetch(`/admin/evidencia/${supportId}/${part}`).catch(() => null);
      return response?.ok === true ? [part, URL.createObjectURL(await response.blob())] : null;
    }),
  );
  return { answer, images: new Map(found.filter((entry) => entry !== null)) };
}
