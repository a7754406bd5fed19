import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, DateField, SelectField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { EmptyState, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { PublishListView } from './sample-views.js';

const LIST = '/admin/resources/muestras';

/** Publishes the verdicts of a process or a day before the seed of their sample exists (decision 50). */
export default function PublishList({ data: { processes, yesterday }, post }: ScreenProps<PublishListView>) {
  const navigate = useNavigate();
  const form = useForm({
    initial: { processId: processes.length === 1 ? (processes[0]?.id ?? '') : '', scope: 'day', day: yesterday },
    send: post,
    done: () => {
      const done = 'La lista se está preparando. Aparece aquí cuando termina; en «Trabajos» puede ver cuánto falta.';
      navigate(LIST, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: 'Muestras de la revisión', href: LIST }}
        lead="La lista dice qué registros se revisaron, no con qué resultado, y no contiene datos personales. No puede cambiarse después."
      />
      {processes.length === 0 ? (
        <EmptyState>No hay procesos abiertos.</EmptyState>
      ) : (
        <FormView form={form} submitLabel="Publicar lista" cancel={<Link to={LIST}>Volver sin publicar</Link>}>
          <SelectField
            form={form}
            name="processId"
            label="Proceso"
            options={processes.map(({ id, label }) => [id, label])}
          />
          <ChoiceField
            form={form}
            name="scope"
            label="Qué registros"
            options={[
              ['day', 'Los que se revisaron en un día'],
              ['all', 'Todos los revisados hasta ahora'],
            ]}
          />
          {form.values['scope'] === 'day' && (
            <DateField form={form} name="day" label="Día" help="Debe haber terminado (hora centro)." />
          )}
        </FormView>
      )}
    </>
  );
}
