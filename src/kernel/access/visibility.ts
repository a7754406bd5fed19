import { DomainError } from '../errors/domain-error.js';
import { EVERYTHING, type Actor } from './actor.js';

/** The column or counter dimension for each dimension of a scope, e.g. `{ entidad: 't.entidad' }`. */
export type VisibleBy = Readonly<Record<string, string>>;

/** Placeholder in a SQL statement for the condition of the actor's scope. */
export const VISIBLE = '{visible}';

export type Dimensions = Readonly<Record<string, string>>;

export interface Limit {
  readonly column: string;
  readonly value: string;
}

/** Row-level access. It is an object, so that a test can replace `limits` and see which rows it hides. */
export const visibility = {
  /**
   * The row limits of the actor's scope: empty if the actor sees every row, undefined if they see none.
   * @throws DomainError ACCESS.OUT_OF_SCOPE if a limit has no column.
   */
  limits({ scope }: Actor, by: VisibleBy): readonly Limit[] | undefined {
    if (scope[EVERYTHING] === EVERYTHING) return [];
    const limits = Object.entries(scope);
    if (limits.length === 0) return undefined;
    return limits
      .filter(([, value]) => value !== EVERYTHING)
      .map(([key, value]) => {
        const column = by[key];
        if (column === undefined) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
        return { column, value };
      });
  },
};

export interface VisibleStatement {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** Replaces every {@link VISIBLE} with the condition of the actor's scope; appends its values to the parameters. */
export function visibleStatement(
  actor: Actor,
  text: string,
  params: readonly unknown[],
  by: VisibleBy,
): VisibleStatement {
  if (!text.includes(VISIBLE)) throw new Error(`the statement lists rows without ${VISIBLE}`);
  const limits = visibility.limits(actor, by);
  const conditions = limits?.map(({ column }, index) => `${column} = $${String(params.length + index + 1)}`);
  const condition = conditions === undefined ? 'false' : conditions.length === 0 ? 'true' : conditions.join(' and ');
  return {
    text: text.replaceAll(VISIBLE, `(${condition})`),
    params: [...params, ...(limits ?? []).map(({ value }) => value)],
  };
}

/** Narrows counter dimensions to the actor's scope; undefined if the actor may not see any of these counters. */
export function visibleDimensions(actor: Actor, by: VisibleBy, within: Dimensions): Dimensions | undefined {
  const limits = visibility.limits(actor, by);
  if (limits?.every(({ column, value }) => (within[column] ?? value) === value) !== true) return undefined;
  return { ...within, ...Object.fromEntries(limits.map(({ column, value }) => [column, value])) };
}
