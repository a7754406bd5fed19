import React, { useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import type { ListView } from '../views.js';
import { listFileHref } from './frame.js';
import type { ListColumn, ListProps } from './list/list-props.js';
import { filterChips, PAGE_PARAMETERS, withParameters } from './list/list-query.js';
import { DayFilter, FilterSelect, SortSelect } from './list/list-selects.js';
import { Pagination } from './list/pagination.js';
import { SearchForm } from './list/search-form.js';
import { EmptyState, Table, type Column } from './page.js';

/** A list with search, filters, sorting, keyset pagination and an Excel download; its state is in the URL. */
export function List<Row>(props: ListProps<Row>) {
  const { view, nouns, columns, keyOf, defaultSort, filters = [], search, file, fileNote, empty, noMatches } = props;
  const [query, setQuery] = useSearchParams();
  const summary = useRef<HTMLParagraphElement>(null);
  const page = PAGE_PARAMETERS.map((name) => query.get(name)).join();
  const [shownPage, setShownPage] = useState(page);
  useEffect(() => {
    // Screen readers start at the top of the new page.
    if (page !== shownPage) summary.current?.focus();
    setShownPage(page);
  }, [view]);

  const setParameter = (name: string, value: string): void => {
    setQuery(withParameters(query, { [name]: value }));
  };
  const chips = filterChips(view, filters, query);
  const isFiltered = chips.length > 0;
  const isEmpty = view.rows.length === 0 && !isFiltered && page.replaceAll(',', '') === '';
  if (isEmpty) return <EmptyState>{empty}</EmptyState>;
  const sorted = query.get('orden') ?? defaultSort;
  const { faults = [] } = view;
  const isWrong = faults.length > 0;
  return (
    <>
      <div className="list-tools">
        {search && <SearchForm search={search} query={query} setQuery={setQuery} />}
        {filters
          .filter(({ linked }) => linked !== true)
          .map((filter) => {
            const Control = filter.isDay === true ? DayFilter : FilterSelect;
            return (
              <Control
                key={filter.name}
                filter={filter}
                value={query.get(filter.name) ?? ''}
                choose={setParameter}
                fault={faults.find(({ name }) => name === filter.name)?.detail}
              />
            );
          })}
        <SortSelect columns={columns} defaultSort={defaultSort} sorted={sorted} choose={setParameter} />
      </div>
      {isFiltered && (
        <ul className="chips" aria-label="Filtros puestos">
          {chips.map(({ name, label }) => (
            <li key={name}>
              <button
                type="button"
                className="filter-chip"
                onClick={() => {
                  setParameter(name, '');
                }}
              >
                {label} <span aria-hidden="true">×</span>
                <span className="hidden">Quitar filtro</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="list-head">
        <p className="quiet" ref={summary} tabIndex={-1} role="status">
          {isWrong ? 'Sin resultados' : formatCount(view.total, nouns)}
        </p>
        <RowsOnPaper rows={view.rows.length} total={view.total} />
        {file !== undefined && !isWrong && <FileLink file={file} query={query} />}
        {file !== undefined && fileNote !== undefined && view.total.more && <p className="help">{fileNote}</p>}
      </div>
      {view.rows.length === 0 ? (
        <EmptyState>{isWrong ? 'Corrija los filtros para ver la lista.' : noMatches}</EmptyState>
      ) : (
        <Table
          caption={capitalize(nouns[1])}
          rows={view.rows}
          keyOf={keyOf}
          columns={columns.map((column) => withSortLink(column, sorted, query)) as unknown as typeof columns}
        />
      )}
      <Pagination view={view} query={query} />
    </>
  );
}

function withSortLink<Row>(column: ListColumn<Row>, sorted: string, query: URLSearchParams): Column<Row> {
  const { sort, ...plain } = column;
  if (sort === undefined) return plain;
  const direction = sorted === sort ? 'ascending' : sorted === `-${sort}` ? 'descending' : undefined;
  const next = direction === 'ascending' ? `-${sort}` : sort;
  return {
    ...plain,
    sorted: direction,
    head: (
      <Link className="sort" to={`?${withParameters(query, { orden: next }).toString()}`}>
        {column.heading}
        <span aria-hidden="true">{direction === undefined ? '↕' : direction === 'ascending' ? '↑' : '↓'}</span>
      </Link>
    ),
  };
}

function FileLink({ file, query }: { readonly file: string; readonly query: URLSearchParams }) {
  const href = listFileHref(file, withParameters(query, {}));
  if (href === null) return null;
  return (
    <a className="button button-plain" href={href} download>
      Descargar Excel
    </a>
  );
}

function formatCount({ value, more }: ListView<unknown>['total'], [one, many]: ListProps<never>['nouns']): string {
  const count = value.toLocaleString('es-MX');
  if (more) return `Más de ${count} ${many}`;
  return value === 1 ? `1 ${one}` : `${count} ${many}`;
}

/** A printed list has only the rows of one page. */
function RowsOnPaper({ rows, total }: { readonly rows: number; readonly total: ListView<unknown>['total'] }) {
  if (rows === total.value && !total.more) return null;
  return <p className="on-paper quiet">En esta impresión: {rows.toLocaleString('es-MX')}.</p>;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
