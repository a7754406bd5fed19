import React from 'react';
import { useNavigate } from 'react-router-dom';
import { wholeNumberOf } from '#electoral/normalise';
import { NumberField, SelectField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { EmptyState, Facts, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { ProcessChoice } from './parts/process-choice.js';
import type { AssignmentResult, AssignView } from './views.js';

/** DERFE assigns the oldest pending records of a process to reviewers of its OPL (§11.3–11.4). */
export default function AssignWorkload(props: ScreenProps<AssignView>) {
  const { processes, process, hours, withinHours } = props.data;
  return (
    <>
      <PageHead
        state={
          withinHours ? (
            <StateChip tone="counts" label="Dentro del horario de asignación" />
          ) : (
            <StateChip tone="attention" label="Fuera del horario de asignación" />
          )
        }
        lead={`La asignación se hace todos los días, de ${hours} (hora centro). Fuera de ese horario debe acordarse con el OPL y queda registrada.`}
      />
      <ProcessChoice page="asignar-cargas" processes={processes} process={process} />
      {processes.length === 0 && (
        <EmptyState>Todavía no hay procesos. Los da de alta el OPL de cada entidad.</EmptyState>
      )}
      {process && <Assignment key={process.id} {...props} />}
    </>
  );
}

function Assignment({ data, post, reload }: ScreenProps<AssignView>) {
  const navigate = useNavigate();
  const { process, figures, reviewers, recommended } = data;
  const form = useForm<AssignmentResult>({
    initial: {
      reviewerId: reviewers.length === 1 ? (reviewers[0]?.id ?? '') : '',
      count: String(Math.min(recommended, figures.pendiente)),
    },
    send: (values) => post({ ...values, processId: process?.id }),
    done: ({ assigned, left }) => {
      const done = `Registros asignados: ${number(assigned)}. Por asignar: ${number(left)}.`;
      const asked = wholeNumberOf(form.values['count']);
      const warnings =
        asked > assigned ? [`Pidió ${number(asked)} registros y había ${number(assigned)}: se asignaron todos.`] : [];
      navigate(`?proceso=${process?.id ?? ''}`, { replace: true, state: { done, warnings } });
      reload();
    },
  });
  return (
    <>
      <Facts
        facts={[
          ['Por asignar', number(figures.pendiente)],
          ['Asignados, por revisar', number(figures.asignado)],
          ['Vistos, incompletos', number(figures.incompleto)],
          ['Revisados', number(figures.revisado)],
        ]}
      />
      <section className="stack" aria-labelledby="cargas">
        <h2 id="cargas">Personal revisor del OPL</h2>
        {reviewers.length === 0 ? (
          <EmptyState>
            El OPL de esta entidad no tiene personal revisor con cuenta activa. Las cuentas se dan de alta en «Cuentas».
          </EmptyState>
        ) : (
          <Table
            caption="Carga de trabajo por persona"
            rows={reviewers}
            keyOf={({ id }) => id}
            columns={[
              { heading: 'Persona', cell: ({ name }) => name },
              { heading: 'Cuenta', cell: ({ account }) => account },
              { heading: 'Por revisar', cell: ({ assigned }) => number(assigned) },
              {
                heading: `Revisados hoy (se recomiendan ${number(recommended)})`,
                cell: ({ reviewedToday }) => number(reviewedToday),
              },
              {
                heading: 'De esos, dados sin tiempo para ver las imágenes',
                cell: ({ hastyToday }) =>
                  hastyToday === 0 ? '0' : <StateChip tone="attention" label={number(hastyToday)} />,
              },
            ]}
          />
        )}
      </section>
      {figures.pendiente === 0 && (
        <p className="quiet">No hay registros por asignar: llegan aquí en cuanto se verifican.</p>
      )}
      {figures.pendiente > 0 && reviewers.length > 0 && (
        <FormView form={form} submitLabel="Asignar registros">
          <SelectField
            form={form}
            name="reviewerId"
            label="A quién"
            options={reviewers.map(({ id, name, assigned }) => [id, `${name} · ${number(assigned)} por revisar`])}
          />
          <NumberField
            form={form}
            name="count"
            label="Cuántos registros"
            help={`Se asignan los más antiguos. Hay ${number(figures.pendiente)}; se recomiendan ${number(recommended)} por persona y día.`}
            most={figures.pendiente}
          />
        </FormView>
      )}
    </>
  );
}

function number(value: number): string {
  return value.toLocaleString('es-MX');
}
