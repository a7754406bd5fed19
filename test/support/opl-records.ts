import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BackOfficeScene } from './back-office-scene.js';

/** Records of one OPL that `two-opls.ts` seeds for all contexts. */
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

/** What the visibility test needs from one context. A file of `opl-records/` exports it as `records`. */
export interface ContextRecords {
  /** By query name: the input that requests records of one OPL. A query with an empty input needs none. */
  readonly inputs: Readonly<Record<string, (records: RecordsOfOpl) => object>>;
  /**
   * Queries that return nothing to OPL officials: they are for DERFE, jobs or devices, or their subject is not seeded.
   */
  readonly notForOpls?: readonly string[];
  /** Seeds further rows of one OPL. Returns their ids by a unique name, e.g. `noticeId`. */
  readonly seed?: (scene: BackOfficeScene, records: SharedRecords) => Promise<Readonly<Record<string, string>>>;
}

const folder = join(import.meta.dirname, 'opl-records');

/** The file in which a developer adds the input of a query. */
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
