import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { SampleView } from './sample-views.js';

const DONE = {
  waiting: 'Dígitos anotados. Falta que los anote otra persona.',
  // The page of the list states that the digits differ.
  differs: 'Dígitos anotados.',
  fixed: 'Dígitos anotados por dos personas. La muestra quedó sorteada.',
} as const;

/** Each of two officials types the digits drawn in public, without seeing what the other typed (decision 50). */
export default function EnterSeed({ data: { id, title }, post }: ScreenProps<SampleView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/muestras/records/${id}/show`;
  const form = useForm<{ readonly state: keyof typeof DONE }>({
    initial: {},
    send: post,
    done: ({ state }) => {
      navigate(back, { replace: true, state: { done: DONE[state] } });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: `Registros revisados: ${title}`, href: back }}
        lead="Sorteen los dígitos en público, por ejemplo con dados de diez caras. Dos personas los anotan por separado; cuando coinciden, quedan fijos."
      />
      <FormView form={form} submitLabel="Anotar dígitos" cancel={<Link to={back}>Volver sin anotar</Link>}>
        <TextField
          form={form}
          name="seed"
          label="Dígitos del sorteo"
          inputMode="numeric"
          maxLength={150}
          help="Al menos 20, en el orden en que salieron. Puede separarlos con espacios."
        />
      </FormView>
    </>
  );
}
