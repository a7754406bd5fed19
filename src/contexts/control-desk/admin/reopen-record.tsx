import React from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { SelectField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { SearchForm } from '../../../admin/ui/list/search-form.js';
import { EmptyState, Facts, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { FoundRecord, ReopenView } from './supervisor-views.js';

/** A supervisor finds a record by its folio and has it reviewed again, with a reason (§11.1). */
export default function ReopenRecord({ data, post, reload }: ScreenProps<ReopenView>) {
  const { text, complete, record } = data;
  const [query, setQuery] = useSearchParams();
  return (
    <>
      <PageHead lead="Si un resultado está mal y ya pasó el minuto para deshacerlo, mande revisar de nuevo el registro. El resultado anterior sigue valiendo hasta que se dé otro, y los dos quedan en el historial." />
      <div className="list-tools">
        <SearchForm
          search={{
            label: 'Folio del registro',
            help: 'Completo; no importan mayúsculas ni guiones. Por ejemplo, AC-7K2MD-000193.',
          }}
          query={query}
          setQuery={setQuery}
        />
      </div>
      {record && (
        <Found key={`${record.supportId} ${String(record.version)}`} record={record} post={post} reload={reload} />
      )}
      {text !== null && record === null && (
        <div role="status">
          <EmptyState>
            {complete
              ? `Ningún registro de la Mesa de Control de su OPL tiene el folio «${text}». Compruebe el folio con quien lo revisó.`
              : `«${text}» no es un folio completo o tiene un carácter equivocado. Lleva AC y 11 caracteres.`}
          </EmptyState>
        </div>
      )}
    </>
  );
}

interface FoundProps extends Pick<ScreenProps<ReopenView>, 'post' | 'reload'> {
  readonly record: FoundRecord;
}

function Found({ record, post, reload }: FoundProps) {
  const { supportId, folio, version, state, reviewed, reviewerId, reviewers, notes, verdicts } = record;
  const navigate = useNavigate();
  const accountOf = (id: string | null): string => reviewers.find((one) => one.id === id)?.account ?? '';
  const form = useForm({
    initial: { reviewerId: accountOf(reviewerId) === '' ? '' : (reviewerId ?? ''), reason: '' },
    send: (values) => post({ ...values, supportId, seen: version }),
    done: () => {
      navigate(`?busca=${folio}`, { replace: true, state: { done: `El registro ${folio} se revisará de nuevo.` } });
      reload();
    },
  });
  const history = [...verdicts.map(({ label, note, at }) => ({ label, text: note ?? '', at })), ...notes];
  return (
    <>
      <section className="panel" aria-label="Registro">
        <Facts
          facts={[
            ['Folio', <span className="code">{folio}</span>],
            ['Estado', state],
            ...(accountOf(reviewerId) === '' ? [] : ([['A cargo de', accountOf(reviewerId)]] as const)),
          ]}
        />
      </section>
      {history.length > 0 && (
        <Table
          caption="Resultados y notas"
          rows={history}
          keyOf={({ label, at }) => `${label} ${at}`}
          columns={[
            { heading: 'Qué', cell: ({ label }) => label },
            { heading: 'Nota', cell: ({ text }) => text },
            { heading: 'Cuándo (hora centro)', cell: ({ at }) => at },
          ]}
        />
      )}
      {!reviewed && (
        <p className="quiet">
          Este registro está «{state}»: no se puede mandar revisar de nuevo. Si ya tuvo un resultado, sigue valiendo
          hasta que se dé otro.
        </p>
      )}
      {reviewed && reviewers.length === 0 && (
        <EmptyState>Su OPL no tiene personal revisor con cuenta activa que pueda revisarlo.</EmptyState>
      )}
      {reviewed && reviewers.length > 0 && (
        <FormView form={form} submitLabel="Mandar revisar de nuevo">
          <SelectField
            form={form}
            name="reviewerId"
            label="Quién lo revisa"
            options={reviewers.map(({ id, account }) => [id, account])}
          />
          <TextArea form={form} name="reason" label="Motivo" help="Qué hay que corregir. Lo ve quien lo revisa." />
        </FormView>
      )}
    </>
  );
}
