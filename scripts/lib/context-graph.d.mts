export interface Source {
  readonly path: string;
  readonly text: string;
}

/** `what`: the import specifier, or the table or view. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly what: string;
}

export interface Relations {
  readonly tables: ReadonlySet<string>;
  readonly views: ReadonlySet<string>;
}

export function readSources(root: string): Source[];
export function contextOrder(root: string): string[];
export function importsBetween(sources: readonly Source[]): Dependency[];
export function relationsOf(root: string): Relations;
export function foreignTables(sources: readonly Source[], relations: Relations): Dependency[];
export function isPublished(relation: string): boolean;
export function orderViolations(dependencies: readonly Dependency[], order: readonly string[]): Dependency[];
export function renderContextMap(root: string): string;
