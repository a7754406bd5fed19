import React from 'react';
import { downloadHref, ScreenLink } from '../../../admin/ui/frame.js';
import { Facts, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { SecondReviews } from './parts/second-reviews.js';
import type { SampleView } from './sample-views.js';

/** A published list, its seed, and the first records of its sample (decision 50). */
export default function Sample({ data }: ScreenProps<SampleView>) {
  const { id, idProceso, title, records, digest, publishedAt, seed, seedFixedAt, entries, differs, mayEnter, sample } =
    data;
  const { second, mayOrder } = data;
  const download = downloadHref('muestras/lista', id);
  const results = downloadHref('muestras/resultados', id);
  return (
    <>
      <PageHead
        title={`Registros revisados: ${title}`}
        parent={{ label: 'Muestras de la revisión', href: '/admin/resources/muestras' }}
        state={
          seed === null ? (
            <StateChip tone="attention" label="Sorteo pendiente" />
          ) : (
            <StateChip tone="counts" label="Sorteo hecho" />
          )
        }
      >
        {download !== null && (
          <a className="button button-plain" href={download} download>
            Descargar la lista
          </a>
        )}
        {second !== null && second.done > 0 && results !== null && (
          <a className="button button-plain" href={results} download>
            Descargar los resultados ya revisados dos veces
          </a>
        )}
        {mayOrder && <ScreenLink to="muestras/segundas-revisiones" recordId={id} primary />}
        {mayEnter && <ScreenLink to="muestras/sorteo" recordId={id} primary />}
      </PageHead>
      {differs && (
        <div className="notice notice-attention">
          <p>
            Los dígitos que anotaron dos personas no coinciden. Compruébenlos en el acta del sorteo; quien se haya
            equivocado los anota otra vez.
          </p>
        </div>
      )}
      <Facts
        facts={[
          ['Proceso', <span className="code">{idProceso}</span>],
          ['Registros', records.toLocaleString('es-MX')],
          ['Publicada (hora centro)', publishedAt],
          ['Huella digital de la lista', <span className="code">{digest}</span>],
          ['Dígitos del sorteo', seed === null ? 'Pendientes' : <span className="code">{seed}</span>],
          ...(seedFixedAt === null ? [] : ([['Fijados (hora centro)', seedFixedAt]] as const)),
        ]}
      />
      {entries.length > 0 && (
        <section className="panel" aria-labelledby="anotaciones">
          <h2 id="anotaciones">Quién ha anotado los dígitos</h2>
          <ul className="bullets">
            {entries.map(({ who, at }, index) => (
              <li key={index}>{`${who}, ${at} (hora centro)`}</li>
            ))}
          </ul>
        </section>
      )}
      {second !== null && <SecondReviews second={second} />}
      {sample.length > 0 && (
        <section className="stack" aria-labelledby="muestra">
          <h2 id="muestra">Los primeros registros de la muestra</h2>
          <p className="quiet">
            Cualquier persona puede repetir el sorteo con la lista y los dígitos, en su propia máquina, y debe obtener
            los mismos registros en el mismo orden.
          </p>
          <Table
            caption="Primeros registros, en el orden del sorteo"
            rows={sample}
            keyOf={({ supportId }) => supportId}
            columns={[
              { heading: 'Lugar', cell: ({ place }) => place },
              { heading: 'Registro en la lista', cell: ({ supportId }) => <span className="code">{supportId}</span> },
              { heading: 'Folio', cell: ({ folio }) => <span className="code">{folio}</span> },
            ]}
          />
        </section>
      )}
    </>
  );
}
