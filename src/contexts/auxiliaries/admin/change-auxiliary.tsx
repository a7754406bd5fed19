import React from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead, StateChip } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RecordView } from './record-views.js';

interface Change {
  readonly verb: string;
  readonly consequence: string;
  readonly done: string;
  readonly withReason: boolean;
}

const CHANGES: Readonly<Record<string, Change>> = {
  reenviar: {
    verb: 'Reenviar el correo',
    consequence: 'La persona recibirá otra vez el correo con su Id Proceso y su Id Auxiliar, en la misma dirección.',
    done: 'El correo va en camino.',
    withReason: false,
  },
  'dar-de-baja': {
    verb: 'Dar de baja',
    consequence:
      'Dejará de poder captar apoyos en todos sus dispositivos. Los que ya están guardados en ellos todavía se podrán enviar. La baja no se puede deshacer.',
    done: 'Baja registrada.',
    withReason: true,
  },
};

/** One verb on one auxiliary: what will happen, then the command. */
export default function ChangeAuxiliary({ data: { id, idAuxiliar, aspirant }, post }: ScreenProps<RecordView>) {
  const navigate = useNavigate();
  const { actionName = '' } = useParams();
  const back = `/admin/resources/auxiliares/records/${id}/show`;
  const change = CHANGES[actionName];
  const form = useForm({
    initial: { reason: '' },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: change?.done } });
    },
  });
  if (!change) return <StateChip tone="attention" word="Esa acción no existe." />;
  return (
    <>
      <PageHead above={{ label: idAuxiliar, href: back }} lead={`Auxiliar de ${aspirant.name}`} />
      <div className="notice notice-attention">
        <p>{change.consequence}</p>
      </div>
      <FormView form={form} verb={change.verb} cancel={<Link to={back}>Volver sin cambios</Link>}>
        {change.withReason ? (
          <TextArea
            form={form}
            name="reason"
            label="Motivo"
            help="Queda en el historial. No escriba datos personales."
          />
        ) : (
          <></>
        )}
      </FormView>
    </>
  );
}
