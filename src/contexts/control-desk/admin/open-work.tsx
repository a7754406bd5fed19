import React from 'react';
import { ScreenLink } from '../../../admin/ui/frame.js';
import type { PanelProps } from '../../../admin/ui/screen.js';
import type { OpenWorkView } from './leaver-views.js';

/** Panel on an account: the open records of this reviewer and the action that transfers them. */
export default function OpenWork({ data: { open }, recordId }: PanelProps<OpenWorkView>) {
  return (
    <section className="panel" aria-labelledby="mesa-de-control">
      <h2 id="mesa-de-control">Mesa de Control</h2>
      <p>
        {open === 1 ? 'Tiene 1 registro por revisar.' : `Tiene ${open.toLocaleString('es-MX')} registros por revisar.`}
      </p>
      <div className="actions">
        <ScreenLink to="cuentas/entregar-carga" recordId={recordId} />
      </div>
    </section>
  );
}
