import { DomainError } from '../errors/domain-error.js';
import { EVERYTHING, type Actor } from './actor.js';

/** Which column (or dimension of a counter) holds each limit of a scope, e.g. `{ entidad: 't.entidad' }`. */
export type VisibleBy = Readonly<Record<string, string>>;

/** Stands in a statement for the condition of the actor's scope. */
export const VISIBLE = '{visible}';

export type Dimensions = Readonly<Record<string, string>>;

export interface Limit {
  readonly column: string;
  readonly value: string;
}

/** Row-level access. An object, so that a test can replace the decision and see the rows that it hides. */
export const visibility = {
  /**
   * The limits that the actor's scope sets on rows; empty for an actor without limits, undefined for one who sees nothing.
   * @throws DomainError ACCESS.OUT_OF_SCOPE for a limit without a column.
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

/** Replaces every {@link VISIBLE} of a statement by the condition of the actor's scope, its values as further parameters. */
export function visibleStatement(
  actor: Actor,
  text: string,
  params: readonly unknown[],
  by: VisibleBy,
): VisibleStatement {
  if (!text.includes(VISIBLE)) throw new Error(`a statement that lists rows without ${VISIBLE}`);
  const limits = visibility.limits(actor, by);
  const conditions = limits?.map(({ column }, index) => `${column} = $${String(params.length + index + 1)}`);
  const condition = conditions === undefined ? 'false' : conditions.length === 0 ? 'true' : conditions.join(' and ');
  return {
    text: text.replaceAll(VISIBLE, `(${condition})`),
    params: [...params, ...(limits ?? []).map(({ value }) => value)],
  };
}

/** The dimensions that readings of a counter within the actor's scope have; undefined where the actor sees none. */
export function visibleDimensions(actor: Actor, by: VisibleBy, within: Dimensions): Dimensions | undefined {
  const limits = visibility.limits(actor, by);
  if (limits?.every(({ column, value }) => (within[column] ?? value) === value) !== true) return undefined;
  return { ...within, ...Object.fromEntries(limits.map(({ column, value }) => [column, value])) };
}
