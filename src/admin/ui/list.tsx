import React, { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import type { ListView } from '../views.js';
import type { ApiResult } from './api.js';
import { listFileHref } from './frame.js';
import { EmptyState, Table, type Column } from './page.js';

/** Parts of the address that say where in the list, not what of it. */
const PAGE_PARAMETERS = ['despues', 'antes', 'pagina'] as const;
const SEARCH_PARAMETERS = ['busca', 'busqueda'] as const;

export interface Filter {
  /** As it stands in the address. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  /** Set from another page only: shown as a chip when it is set, offered nowhere. */
  readonly linked?: boolean;
}

export interface ListColumn<Row> extends Column<Row> {
  /** Word of the address that sorts by this column. */
  readonly sort?: string;
}

export interface ListProps<Row> {
  readonly view: ListView<Row>;
  /** What the list holds, one and many: 'aspirante', 'aspirantes'. */
  readonly nouns: readonly [one: string, many: string];
  readonly columns: readonly [ListColumn<Row>, ...ListColumn<Row>[]];
  readonly keyOf: (row: Row) => string;
  /** How it is sorted when the address does not say; a minus before it: reversed. */
  readonly defaultSort: string;
  readonly filters?: readonly Filter[];
  readonly search?: {
    readonly label: string;
    readonly help?: string;
    /** Where what is typed may name somebody: the list's `post`, which seals it for the address. */
    readonly seal?: (input: { readonly text: string }) => Promise<ApiResult<{ readonly sealed: string }>>;
  };
  /** `<catalogue>/<file>` of the list as a file. */
  readonly file?: string;
  /** Nothing at all yet: why, and the next step. */
  readonly empty: ReactNode;
  readonly emptyAction?: ReactNode;
  /** Nothing under these filters. */
  readonly noMatches: string;
}

/** Every list of the back office: search, filters as chips that stay in the address, order, pages by keyset, Excel. */
export function List<Row>(props: ListProps<Row>) {
  const {
    view,
    nouns,
    columns,
    keyOf,
    defaultSort: order,
    filters = [],
    search,
    file,
    empty,
    emptyAction,
    noMatches: nothing,
  } = props;
  const [address, setAddress] = useSearchParams();
  const summary = useRef<HTMLParagraphElement>(null);
  const place = PAGE_PARAMETERS.map((name) => address.get(name)).join();
  const [shownPlace, setShownPlace] = useState(place);
  useEffect(() => {
    // Another page of the same list is read from its beginning.
    if (place !== shownPlace) summary.current?.focus();
    setShownPlace(place);
  }, [view]);

  const narrow = (name: string, value: string): void => {
    setAddress(changed(address, { [name]: value }));
  };
  const chips = chipsOf(view, filters, address);
  const narrowed = chips.length > 0;
  const blank = view.rows.length === 0 && !narrowed && place.replaceAll(',', '') === '';
  if (blank) return <EmptyState action={emptyAction}>{empty}</EmptyState>;
  const sorted = address.get('orden') ?? order;
  return (
    <>
      <div className="list-tools">
        {search && <Search search={search} address={address} setAddress={setAddress} />}
        {filters
          .filter(({ linked }) => linked !== true)
          .map((filter) => (
            <Choice key={filter.name} filter={filter} value={address.get(filter.name) ?? ''} choose={narrow} />
          ))}
        <Order columns={columns} order={order} sorted={sorted} choose={narrow} />
      </div>
      {narrowed && (
        <ul className="chips" aria-label="Filtros puestos">
          {chips.map(({ name, label }) => (
            <li key={name}>
              <button
                type="button"
                className="filter-chip"
                onClick={() => {
                  narrow(name, '');
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
          {countOf(view.total, nouns)}
        </p>
        {file !== undefined && <FileLink file={file} address={address} />}
      </div>
      {view.rows.length === 0 ? (
        <EmptyState>{nothing}</EmptyState>
      ) : (
        <Table
          caption={capital(nouns[1])}
          rows={view.rows}
          keyOf={keyOf}
          columns={columns.map((column) => sortable(column, sorted, address)) as unknown as typeof columns}
        />
      )}
      <Pages view={view} address={address} />
    </>
  );
}

/** The address with some of its parts changed, at the beginning of the list. */
function changed(address: URLSearchParams, parts: Readonly<Record<string, string>>): URLSearchParams {
  const next = new URLSearchParams(address);
  for (const name of PAGE_PARAMETERS) next.delete(name);
  for (const [name, value] of Object.entries(parts)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

interface Chip {
  readonly name: string;
  readonly label: string;
}

function chipsOf<Row>(view: ListView<Row>, filters: readonly Filter[], address: URLSearchParams): Chip[] {
  const chips = filters.flatMap(({ name, label, options }) => {
    const value = address.get(name);
    if (value === null) return [];
    const option = options.find(([one]) => one === value)?.[1];
    return [{ name, label: option === undefined ? label : `${label}: ${option}` }];
  });
  const searched = SEARCH_PARAMETERS.find((name) => address.has(name));
  if (searched === undefined) return chips;
  return [...chips, { name: searched, label: view.search === null ? 'Búsqueda' : `«${view.search}»` }];
}

interface SearchProps {
  readonly search: NonNullable<ListProps<never>['search']>;
  readonly address: URLSearchParams;
  readonly setAddress: (address: URLSearchParams) => void;
}

function Search({ search: { label, help, seal }, address, setAddress }: SearchProps) {
  const [text, setText] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const typed = text.trim();
    if (typed === '') return;
    if (seal) {
      const answer = await seal({ text: typed });
      if (!answer.ok) return;
      setAddress(changed(address, { busqueda: answer.data.sealed }));
    } else {
      setAddress(changed(address, { busca: typed }));
    }
    setText('');
  };
  return (
    <form className="list-search" role="search" onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor="busca">{label}</label>
        <input
          id="busca"
          type="search"
          maxLength={80}
          autoComplete="off"
          aria-describedby={help === undefined ? undefined : 'busca-ayuda'}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
        {help !== undefined && (
          <p className="help" id="busca-ayuda">
            {help}
          </p>
        )}
      </div>
      <button className="button button-plain" type="submit">
        Buscar
      </button>
    </form>
  );
}

interface ChoiceProps {
  readonly filter: Filter;
  readonly value: string;
  readonly choose: (name: string, value: string) => void;
}

function Choice({ filter: { name, label, options }, value, choose }: ChoiceProps) {
  return (
    <div className="field">
      <label htmlFor={`filtro-${name}`}>{label}</label>
      <select
        id={`filtro-${name}`}
        value={value}
        onChange={(event) => {
          choose(name, event.target.value);
        }}
      >
        <option value="">Sin filtro</option>
        {options.map(([one, label]) => (
          <option key={one} value={one}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface OrderProps<Row> {
  readonly columns: ListProps<Row>['columns'];
  readonly order: string;
  readonly sorted: string;
  readonly choose: (name: string, value: string) => void;
}

/** Where there is no room for headings, the order is chosen here. */
function Order<Row>({ columns, order, sorted, choose }: OrderProps<Row>) {
  const options = columns.flatMap(({ heading, sort }) =>
    sort === undefined
      ? []
      : [[sort, `${heading}, de menor a mayor`] as const, [`-${sort}`, `${heading}, de mayor a menor`] as const],
  );
  if (options.length === 0) return null;
  return (
    <div className="field list-order">
      <label htmlFor="orden">Orden</label>
      <select
        id="orden"
        value={sorted}
        onChange={(event) => {
          choose('orden', event.target.value === order ? '' : event.target.value);
        }}
      >
        {options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function sortable<Row>(column: ListColumn<Row>, sorted: string, address: URLSearchParams): Column<Row> {
  const { sort, ...plain } = column;
  if (sort === undefined) return plain;
  const direction = sorted === sort ? 'ascending' : sorted === `-${sort}` ? 'descending' : undefined;
  const next = direction === 'ascending' ? `-${sort}` : sort;
  return {
    ...plain,
    sorted: direction,
    head: (
      <Link className="sort" to={`?${changed(address, { orden: next }).toString()}`}>
        {column.heading}
        <span aria-hidden="true">{direction === undefined ? '↕' : direction === 'ascending' ? '↑' : '↓'}</span>
      </Link>
    ),
  };
}

function FileLink({ file, address }: { readonly file: string; readonly address: URLSearchParams }) {
  const href = listFileHref(file, changed(address, {}));
  if (href === null) return null;
  return (
    <a className="button button-plain" href={href} download>
      Descargar Excel
    </a>
  );
}

function Pages<Row>({ view, address }: { readonly view: ListView<Row>; readonly address: URLSearchParams }) {
  if (view.next === null && view.previous === null) return null;
  const to = (parts: Readonly<Record<string, string>>): string => `?${changed(address, parts).toString()}`;
  return (
    <nav className="actions" aria-label="Páginas de la lista">
      {view.previous !== null && (
        <>
          <PageLink to={to({})} label="Primera" />
          <PageLink to={to({ antes: view.previous })} label="Anterior" />
        </>
      )}
      {view.next !== null && (
        <>
          <PageLink to={to({ despues: view.next })} label="Siguiente" />
          <PageLink to={to({ pagina: 'ultima' })} label="Última" />
        </>
      )}
    </nav>
  );
}

function PageLink({ to, label }: { readonly to: string; readonly label: string }) {
  return (
    <Link className="button button-plain" to={to}>
      {label}
    </Link>
  );
}

function countOf({ value, more }: ListView<unknown>['total'], [one, many]: ListProps<never>['nouns']): string {
  const count = value.toLocaleString('es-MX');
  if (more) return `Más de ${count} ${many}`;
  return value === 1 ? `1 ${one}` : `${count} ${many}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
