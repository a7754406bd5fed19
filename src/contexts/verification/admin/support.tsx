import React from 'react';
import { Link } from 'react-router-dom';
import { Facts, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { SupportFacts } from './views.js';

/** One support: its state, the facts behind it and its history, without identifiers and images. */
export default function Support({ data }: ScreenProps<SupportFacts>) {
  const { folio, state, aspirant, auxiliary, timeline } = data;
  return (
    <>
      <PageHead
        title={folio}
        state={<StateChip tone={state.tone} label={state.word} />}
        parent={{ label: 'Buscar un apoyo', href: '/admin/resources/apoyos' }}
        lead={data.meaning}
      />
      <section className="panel" aria-label="Datos del apoyo">
        <Facts
          facts={[
            ['Situación registral', data.registry],
            ['Revisión en mesa de control', <StateChip tone={data.desk.tone} label={data.desk.word} />],
            ['Persona que dio el apoyo', data.citizen === '' ? 'No se leyó de la credencial' : data.citizen],
            ['Aspirante', <Link to={`/admin/resources/aspirantes/records/${aspirant.id}/show`}>{aspirant.name}</Link>],
            [
              'Auxiliar',
              auxiliary === null ? (
                'Captura manual'
              ) : (
                <Link className="code" to={`/admin/resources/auxiliares/records/${auxiliary.id}/show`}>
                  {auxiliary.idAuxiliar}
                </Link>
              ),
            ],
            ...(data.assisted ? ([['Captura', 'Asistida, con testigo']] as const) : []),
            ...(data.reading === '' ? [] : ([['Lectura de la credencial', data.reading]] as const)),
            ['Captado (hora centro)', data.capturedAt ?? 'Por abrir'],
            ...(data.notes.length === 0
              ? []
              : ([['Observación de la captura', `${data.notes.join('. ')}. El OPL decide si cuenta.`]] as const)),
            ['Recibido (hora centro)', data.receivedAt],
            ...(data.rollCut === null ? [] : ([['Corte del padrón consultado', data.rollCut]] as const)),
            ['Código de integridad', <span className="code">{data.integrityCode}</span>],
          ]}
        />
      </section>
      <section className="stack" aria-labelledby="historia">
        <h2 id="historia">Qué ha pasado</h2>
        <Table
          caption="Qué ha pasado"
          rows={timeline}
          keyOf={({ key }) => key}
          columns={[
            { heading: 'Cuándo (hora centro)', cell: ({ at }) => at },
            { heading: 'Qué pasó', cell: ({ what }) => what },
            { heading: 'Detalle', cell: ({ detail }) => detail },
          ]}
        />
      </section>
    </>
  );
}
