import React from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead, StateChip } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { DeviceView } from './views.js';

interface Change {
  readonly verb: string;
  readonly consequence: string;
  readonly done: string;
  readonly reason: 'none' | 'required';
}

const CHANGES: Readonly<Record<string, Change>> = {
  aceptar: {
    verb: 'Aceptar registro',
    consequence: 'El dispositivo sale de la lista de revisión y sigue captando apoyos.',
    done: 'Registro aceptado.',
    reason: 'none',
  },
  suspender: {
    verb: 'Suspender dispositivo',
    consequence:
      'El dispositivo dejará de captar en cuanto renueve su permiso, y lo que envíe no se recibe mientras siga suspendido. Usted puede reactivarlo.',
    done: 'Dispositivo suspendido.',
    reason: 'required',
  },
  reactivar: {
    verb: 'Reactivar dispositivo',
    consequence: 'El dispositivo podrá captar y enviar de nuevo en cuanto renueve su permiso.',
    done: 'Dispositivo reactivado.',
    reason: 'required',
  },
};

/** One decision on one device: what will happen, then the command. */
export default function ChangeDevice({ data: { deviceId, folioPrefix, auxiliary }, post }: ScreenProps<DeviceView>) {
  const navigate = useNavigate();
  const { actionName = '' } = useParams();
  const back = `/admin/resources/dispositivos/records/${deviceId}/show`;
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
      <PageHead
        above={{ label: `Dispositivo AC-${folioPrefix}`, href: back }}
        lead={`Auxiliar ${auxiliary.idAuxiliar}`}
      />
      <div className="notice notice-attention">
        <p>{change.consequence}</p>
      </div>
      <FormView form={form} verb={change.verb} cancel={<Link to={back}>Volver sin cambios</Link>}>
        {change.reason === 'required' ? (
          <TextArea
            form={form}
            name="reason"
            label="Motivo"
            help="Al menos 10 caracteres. Queda en el historial; no escriba datos personales."
          />
        ) : (
          <></>
        )}
      </FormView>
    </>
  );
}
