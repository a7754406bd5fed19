import React from 'react';
import { Link } from 'react-router-dom';
import { EmptyState, PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { SharedMailboxesView } from './import-views.js';

type Auxiliary = SharedMailboxesView['auxiliaries'][number]['people'][number];
type Aspirant = SharedMailboxesView['aspirants'][number]['people'][number];

/** People whose addresses reach the same mailbox; each pair is resolved by correcting one of the addresses. */
export default function SharedMailboxes({ data: { auxiliaries, aspirants, more } }: ScreenProps<SharedMailboxesView>) {
  return (
    <>
      <PageHead lead="Estas personas se registraron con el mismo buzón, incluso para aspirantes distintos. En Gmail, un correo con puntos o con «+» llega al mismo buzón que sin ellos. A la persona aspirante no se le dice de quién más es el correo. Abra los registros y corrija uno de los dos." />
      {auxiliaries.length + aspirants.length === 0 && (
        <EmptyState>Cada persona tiene su propio correo. Aquí aparecen las que comparten uno.</EmptyState>
      )}
      {aspirants.length > 0 && (
        <Table
          caption="Aspirantes con el mismo correo"
          rows={aspirants}
          keyOf={({ id }) => id}
          columns={[
            { heading: 'Aspirante', cell: ({ people: [later] }) => later && <AspirantOf {...later} /> },
            { heading: 'Mismo correo que', cell: ({ people: [, earlier] }) => earlier && <AspirantOf {...earlier} /> },
          ]}
        />
      )}
      {auxiliaries.length > 0 && (
        <Table
          caption="Auxiliares con el mismo correo"
          rows={auxiliaries}
          keyOf={({ id }) => id}
          columns={[
            { heading: 'Auxiliar', cell: ({ people: [later] }) => later && <AuxiliaryOf {...later} /> },
            { heading: 'Mismo correo que', cell: ({ people: [, earlier] }) => earlier && <AuxiliaryOf {...earlier} /> },
          ]}
        />
      )}
      {more && <p>Puede haber más: al corregir estos aparecen los siguientes.</p>}
    </>
  );
}

function AspirantOf({ id, code, name }: Aspirant) {
  return (
    <>
      <Link to={`/admin/resources/aspirantes/records/${id}/show`} className="code">
        {code}
      </Link>{' '}
      {name}
    </>
  );
}

function AuxiliaryOf({ id, code, name, aspirant }: Auxiliary) {
  return (
    <>
      <Link to={`/admin/resources/auxiliares/records/${id}/show`} className="code">
        {code}
      </Link>{' '}
      {name} · {aspirant}
    </>
  );
}
