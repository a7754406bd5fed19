import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BackOfficeScene } from './back-office-scene.js';

/** What `two-opls.ts` seeds of one OPL for all contexts. */
export interface SharedRecords {
  readonly entidad: string;
  readonly processId: string;
  readonly idProceso: string;
  readonly officeId: string;
  readonly dateId: string;
  readonly aspirantId: string;
  readonly auxiliaryId: string;
  readonly deviceId: string;
  readonly supportId: string;
  readonly accountId: string;
  /** An active reviewer. */
  readonly reviewerId: string;
  readonly requestId: string;
  readonly deliveryId: string;
  readonly jobId: string;
  readonly importId: string;
  readonly custodyRequestId: string;
}

/** The records of one OPL: the shared ones and the ids that the contexts seed. */
export type RecordsOfOpl = SharedRecords & Readonly<Record<string, string>>;

/** What the visibility test needs of one context. A file of `opl-records/` exports it as `records`. */
export interface ContextRecords {
  /** The input that asks each query for records of one OPL, by the name of the query. Not needed for an empty input. */
  readonly inputs: Readonly<Record<string, (records: RecordsOfOpl) => object>>;
  /**
   * Queries that refuse every official of an OPL: asked by DERFE, by jobs or by devices, or about something that is not
   * seeded.
   */
  readonly notForOpls?: readonly string[];
  /** Seeds rows of one OPL that `two-opls.ts` does not. Returns their ids by a name of their own, e.g. `noticeId`. */
  readonly seed?: (scene: BackOfficeScene, records: SharedRecords) => Promise<Readonly<Record<string, string>>>;
}

const folder = join(import.meta.dirname, 'opl-records');

/** The file that a developer edits so that the visibility test can ask the query. */
export const recordsFile = (query: string): string => `test/support/opl-records/${query.replace(/\..*/, '')}.ts`;

/** The files of `opl-records/`, by context. */
export async function contextRecords(): Promise<ReadonlyMap<string, ContextRecords>> {
  const found = new Map<string, ContextRecords>();
  for (const file of (await readdir(folder)).sort()) {
    const { records } = (await import(pathToFileURL(join(folder, file)).href)) as { records: ContextRecords };
    found.set(file.replace(/\.ts$/, ''), records);
  }
  return found;
}

export function inputsFor<Input>(input: Input, ...queries: string[]): Record<string, Input> {
  return Object.fromEntries(queries.map((query) => [query, input]));
}
