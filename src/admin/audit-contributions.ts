import type { Official } from './official.js';
import type { AuditContribution } from './screen.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

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
      if (ids.size === 0) continue;
      for (const [id, name] of await load(official, [...ids])) names.set(id, name);
    }
  }
  return names;
}

/** Labels of actors other than officials, by actor kind. */
export function actorKinds(contributed: readonly AuditContribution[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...contributed.map(({ actors }) => actors)) as Record<string, string>;
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
