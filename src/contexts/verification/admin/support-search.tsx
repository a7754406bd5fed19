import React from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { SearchForm } from '../../../admin/ui/list/search-form.js';
import { EmptyState, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { SupportSearchView } from './views.js';

/** Finds a support by the folio of its receipt. */
export default function SupportSearch({ data: { text, complete, found } }: ScreenProps<SupportSearchView>) {
  const [query, setQuery] = useSearchParams();
  return (
    <>
      <PageHead lead="El estado de un apoyo y lo que ha pasado con él, por el folio de su acuse. Cada consulta queda registrada." />
      <div className="list-tools">
        <SearchForm
          search={{
            label: 'Folio del apoyo',
            help: 'Completo; no importan mayúsculas ni guiones. Por ejemplo, AC-7K2MD-000193.',
          }}
          query={query}
          setQuery={setQuery}
        />
      </div>
      {found !== null && (
        <Table
          caption="Apoyo encontrado"
          rows={[found]}
          keyOf={({ id }) => id}
          columns={[
            {
              heading: 'Folio',
              cell: ({ id, folio }) => (
                <Link className="code" to={`/admin/resources/apoyos/records/${id}/show`}>
                  {folio}
                </Link>
              ),
            },
            { heading: 'Estado', cell: ({ state }) => <StateChip tone={state.tone} label={state.word} /> },
            { heading: 'Situación registral', cell: ({ registry }) => registry },
            { heading: 'Recibido (hora centro)', cell: ({ receivedAt }) => receivedAt },
          ]}
        />
      )}
      {text !== null && found === null && (
        <div role="status">
          <EmptyState>
            {complete
              ? `Ningún apoyo a su alcance tiene el folio «${text}». Si se captó hace poco, aparece cuando el teléfono lo envía.`
              : `«${text}» no es un folio completo o tiene un carácter equivocado. Cópielo del acuse: lleva AC y 11 caracteres.`}
          </EmptyState>
        </div>
      )}
    </>
  );
}
