import type { Official } from './official.js';
import type { AuditContribution } from './screen.js';

export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** An actor, or a subject, of audit entries. */
export interface NamedActor {
  readonly kind: string;
  readonly id: string;
}

/** Names of actors by id, for those the official may see. */
export async function actorNames(
  contributed: readonly AuditContribution[],
  official: Official,
  actors: readonly NamedActor[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { actorNames: loaders = {} } of contributed) {
    for (const [wanted, load] of Object.entries(loaders)) {
      const ids = new Set(actors.filter(({ kind, id }) => kind === wanted && UUID.test(id)).map(({ id }) => id));
      for (const part of chunksOf([...ids])) {
        for (const [id, name] of await load(official, part)) names.set(id, name);
      }
    }
  }
  return names;
}

/** Labels of actors other than officials, by actor kind. */
export function actorKinds(contributed: readonly AuditContribution[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...contributed.map(({ actors }) => actors)) as Record<string, string>;
}

/** Folios, ids and names of subjects by kind and id (`subjectKey`), for those the official may see. */
export async function subjectNames(
  contributed: readonly AuditContribution[],
  official: Official,
  subjects: readonly NamedActor[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { subjects: kinds = {} } of contributed) {
    for (const [kind, { names, permission }] of Object.entries(kinds)) {
      if (!names || (permission !== undefined && !official.may(permission))) continue;
      const ids = [...new Set(subjects.flatMap((one) => (one.kind === kind && one.id !== '' ? [one.id] : [])))];
      const known = permission === undefined ? ids : ids.filter((id) => UUID.test(id));
      for (const part of chunksOf(known)) {
        for (const [id, name] of await names(official, part)) found.set(subjectKey({ kind, id }), name);
      }
    }
  }
  return found;
}

export const subjectKey = ({ kind, id }: NamedActor): string => `${kind} ${id}`;

/** The queries that load names take at most this many ids. */
const CHUNK = 200;

function chunksOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, nth) => ids.slice(nth * CHUNK, (nth + 1) * CHUNK));
}

/** Ids and labels of the audit log's streams. */
export async function streamLabels(
  contributed: readonly AuditContribution[],
  official: Official,
): Promise<readonly { readonly id: string; readonly label: string }[]> {
  const labels: { readonly id: string; readonly label: string }[] = [];
  for (const { streams } of contributed) labels.push(...((await streams?.(official)) ?? []));
  return labels;
}
