import React from 'react';
import { ChangeView, type Change } from '../../../admin/ui/change.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RecordView } from './record-views.js';

const CHANGES: Readonly<Record<string, Change>> = {
  reenviar: {
    consequence: 'La persona recibirá otra vez el correo con su Id Proceso y su Id Auxiliar, en la misma dirección.',
    done: 'El correo va en camino.',
  },
  'dar-de-baja': {
    consequence:
      'Dejará de poder captar apoyos en todos sus dispositivos. Los que ya están guardados en ellos todavía se podrán enviar. Se le avisa por correo. La baja no se puede deshacer; la persona aspirante puede agregarla otra vez, con otro Id Auxiliar.',
    done: 'Baja registrada.',
    reasonHelp: 'Lo leen el OPL y la persona aspirante. No escriba datos personales.',
  },
};

export default function ChangeAuxiliary({ data: { idAuxiliar, aspirant }, post }: ScreenProps<RecordView>) {
  return <ChangeView changes={CHANGES} record={idAuxiliar} lead={`Auxiliar de ${aspirant.name}`} post={post} />;
}
