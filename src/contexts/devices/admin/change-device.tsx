import React from 'react';
import { ChangeView, type Change } from '../../../admin/ui/change.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { DeviceView } from './views.js';

const reasonHelp = 'Al menos 10 caracteres. Queda en el historial; no escriba datos personales.';

/** Help for the reason for accepting a registration in which the check found a difference. */
const acceptHelp = 'Al menos 10 caracteres: por qué se acepta a pesar de lo señalado. No escriba datos personales.';

const CHANGES: Readonly<Record<string, Change>> = {
  aceptar: {
    consequence:
      'El dispositivo sale de la lista de revisión y sigue captando apoyos. La persona auxiliar recibe un correo.',
    done: 'Registro aceptado.',
  },
  suspender: {
    consequence:
      'El dispositivo dejará de captar en cuanto renueve su permiso, y lo que envíe no se recibe mientras siga suspendido. Usted puede reactivarlo. La persona auxiliar recibe un correo, sin el motivo.',
    done: 'Dispositivo suspendido.',
    reasonHelp,
  },
  reactivar: {
    consequence:
      'El dispositivo podrá captar y enviar de nuevo en cuanto renueve su permiso. La persona auxiliar recibe un correo.',
    done: 'Dispositivo reactivado.',
    reasonHelp,
  },
};

export default function ChangeDevice({ data, post }: ScreenProps<DeviceView>) {
  const { folioPrefix, version, auxiliary, findings } = data;
  const { aceptar, ...others } = CHANGES;
  const changes = {
    ...others,
    ...(aceptar && { aceptar: findings.length > 0 ? { ...aceptar, reasonHelp: acceptHelp } : aceptar }),
  };
  return (
    <ChangeView
      changes={changes}
      record={`Dispositivo AC-${folioPrefix}`}
      lead={`Auxiliar ${auxiliary.idAuxiliar}`}
      post={(values) => post({ ...values, seen: version })}
    />
  );
}
