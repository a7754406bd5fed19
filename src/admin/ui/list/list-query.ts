import type { ListView } from '../../views.js';
import { formatDate } from '../fields/date-field.js';
import type { Filter } from './list-props.js';

/** Query parameters that select the page of a list. */
export const PAGE_PARAMETERS = ['despues', 'antes', 'pagina'] as const;
const SEARCH_PARAMETERS = ['busca', 'busqueda'] as const;

/** A copy with these parameters changed and the paging parameters removed. An empty value removes a parameter. */
export function withParameters(query: URLSearchParams, changes: Readonly<Record<string, string>>): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of PAGE_PARAMETERS) next.delete(name);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

export interface FilterChip {
  readonly name: string;
  readonly label: string;
}

/** The display label of a filter value. Undefined if the filter has no option for it. */
function labelOf({ options, isDay }: Filter, value: string): string | undefined {
  return isDay === true ? formatDate(value) : options.find(([key]) => key === value)?.[1];
}

export function filterChips<Row>(
  view: ListView<Row>,
  filters: readonly Filter[],
  query: URLSearchParams,
): FilterChip[] {
  const chips = filters.flatMap((filter) => {
    const { name, label } = filter;
    const value = query.get(name);
    if (value === null) return [];
    const option = labelOf(filter, value);
    return [{ name, label: option === undefined ? label : `${label}: ${option}` }];
  });
  const searched = SEARCH_PARAMETERS.find((name) => query.has(name));
  if (searched === undefined) return chips;
  return [...chips, { name: searched, label: view.search === null ? 'Búsqueda' : `«${view.search}»` }];
}
