import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { List } from '../../../admin/ui/list.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { QuarantineListView, QuarantineRow } from './views.js';

export default function QuarantineList({ data }: ScreenProps<QuarantineListView>) {
  return (
    <>
      <PageHead lead="Registros recibidos que no se pudieron abrir. El original sellado se conserva. Mientras haya alguno, su proceso no se puede cerrar. Si ya se corrigió la causa, verifíquelos de nuevo; si un registro nunca se podrá abrir, entre a él y elija «Declarar no procesable»: deben hacerlo la DERFE y el OPL, cada uno por separado.">
        {data.rows.length > 0 && <ScreenLink to="cuarentena/verificar-todos" />}
      </PageHead>
      <List
        view={data}
        nouns={['registro', 'registros']}
        defaultSort="recibido"
        keyOf={({ id }) => id}
        empty="No hay registros en cuarentena: todo lo recibido se pudo abrir."
        noMatches="No hay registros en cuarentena."
        columns={[
          {
            heading: 'Folio',
            cell: ({ id, folio }) => (
              <Link className="code" to={`/admin/resources/cuarentena/records/${id}/show`}>
                {folio}
              </Link>
            ),
          },
          { heading: 'Proceso', cell: ({ idProceso }) => <span className="code">{idProceso}</span> },
          { heading: 'Entidad', cell: ({ entidad }) => entidad },
          { heading: 'Causa', cell: ({ cause }) => cause },
          { heading: 'Desde (hora centro)', cell: ({ since }) => <span className="when">{since}</span> },
          { heading: 'Declarado no procesable', cell: declaredBy },
        ]}
      />
    </>
  );
}

function declaredBy({ declaredByDerfe, declaredByOpl }: QuarantineRow): string {
  if (declaredByDerfe !== null) return 'Por la DERFE';
  return declaredByOpl !== null ? 'Por el OPL' : 'No';
}
