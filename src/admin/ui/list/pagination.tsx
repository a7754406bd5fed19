import React from 'react';
import { Link } from 'react-router-dom';
import type { ListView } from '../../views.js';
import { withParameters } from './list-query.js';

export function Pagination<Row>({ view, query }: { readonly view: ListView<Row>; readonly query: URLSearchParams }) {
  if (view.next === null && view.previous === null) return null;
  const to = (changes: Readonly<Record<string, string>>): string => `?${withParameters(query, changes).toString()}`;
  return (
    <nav className="actions" aria-label="Páginas de la lista">
      {/* Rows may have been added since the page was the first one. */}
      {(view.previous !== null || query.has('antes')) && <PageLink to={to({})} label="Primera" />}
      {view.previous !== null && <PageLink to={to({ antes: view.previous })} label="Anterior" />}
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
