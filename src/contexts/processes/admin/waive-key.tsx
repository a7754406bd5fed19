import React from 'react';
import { ChangeView } from '../../../admin/ui/change.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { KeyFormView } from './views.js';

/** DERFE lets capture open although the OPL's key was not tested (decision 66). */
export default function WaiveKey({ data: { process }, post }: ScreenProps<KeyFormView>) {
  return (
    <ChangeView
      record={process.name}
      post={post}
      changes={{
        'dispensar-llave': {
          consequence: `Los periodos de ${process.idProceso} abrirán en su fecha aunque el OPL no haya comprobado su llave. Sus resultados no podrán entregarse hasta que la compruebe. No se puede deshacer.`,
          done: 'Comprobación dispensada: la captación abre en su fecha y la entrega espera a la llave.',
          reasonHelp: 'Por ejemplo: la omisión del OPL no debe acortar el periodo de las personas aspirantes.',
        },
      }}
    />
  );
}
