import { load, type ApiResult } from '../../../../admin/ui/api.js';
import type { RecordView } from '../views.js';

export interface LoadedRecord {
  readonly answer: ApiResult<RecordView>;
  /** Object URLs by part; parts that could not be loaded are missing. */
  readonly images: ReadonlyMap<string, string>;
}

const ATTEMPTS = 3;
const MAX_WAIT_SECONDS = 10;

const urlOf = (page: string, supportId: string, reason: string | null): string =>
  `/admin/api/pages/${page}?registro=${supportId}${reason === null ? '' : `&motivo=${reason}`}`;

/** Prefetches records with their images and evicts those no longer needed. */
export class RecordCache {
  readonly #records = new Map<string, Promise<LoadedRecord>>();

  /** @param page the page of the review. */
  constructor(private readonly page: string) {}

  get(supportId: string): Promise<LoadedRecord> {
    const cached = this.#records.get(supportId);
    if (cached) return cached;
    const loading = loadAll(this.page, supportId);
    this.#records.set(supportId, loading);
    return loading;
  }

  /**
   * Reloads the data of a record and keeps its images.
   * @param reason why the data are revealed; null to mask them.
   */
  async refresh(supportId: string, reason: string | null): Promise<LoadedRecord> {
    const { images } = await this.get(supportId);
    const fresh = load<RecordView>(urlOf(this.page, supportId, reason)).then((answer) => ({ answer, images }));
    this.#records.set(supportId, fresh);
    return fresh;
  }

  /** Evicts all other records. */
  retainOnly(supportIds: ReadonlySet<string>): void {
    for (const [supportId, record] of this.#records) {
      if (supportIds.has(supportId)) continue;
      this.#records.delete(supportId);
      void record.then(({ images }) => {
        for (const url of images.values()) URL.revokeObjectURL(url);
      });
    }
  }
}

async function loadAll(page: string, supportId: string): Promise<LoadedRecord> {
  const answer = await load<RecordView>(urlOf(page, supportId, null));
  if (!answer.ok) return { answer, images: new Map() };
  const images = await Promise.all(
    answer.data.images.map(async ({ part }): Promise<readonly [string, string] | null> => {
      const response = await fetchImage(`/admin/evidencia/${supportId}/${part}`);
      return response?.ok === true ? [part, URL.createObjectURL(await response.blob())] : null;
    }),
  );
  return { answer, images: new Map(images.filter((entry) => entry !== null)) };
}

/** Retries when the server says so: it prepares only a limited number of images at a time. */
async function fetchImage(address: string): Promise<Response | null> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(address).catch(() => null);
    const seconds = Number(response?.headers.get('retry-after') ?? NaN);
    if (response?.ok === true || attempt === ATTEMPTS || !(seconds <= MAX_WAIT_SECONDS)) return response;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}
