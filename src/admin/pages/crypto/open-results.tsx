import React, { useEffect, useState } from 'react';
import type { OpenView } from '../../../contexts/results/admin/views.js';
import { FilePicker } from '../../ui/fields.js';
import { downloadHref } from '../../ui/frame.js';
import { Facts, PageHead, Table } from '../../ui/page.js';
import type { ScreenProps } from '../../ui/screen.js';
import { openResults, ResultsFileError, type OpenedResults } from './results-file.js';

const MAX_SHOWN_RECORDS = 200;

/** Opens a delivery with the OPL's private key (§13.1). The key is neither stored nor sent. */
export default function OpenResults({ data }: ScreenProps<OpenView>) {
  const { id, idProceso, fileName, classLabels } = data;
  const [opened, setOpened] = useState<OpenedResults>();
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState<File>();

  const open = async (chosen: File): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    setOpened(undefined);
    try {
      const response = await fetch(downloadHref('entregas/cifrado', id) ?? '');
      if (!response.ok) throw new ResultsFileError('No se pudo descargar el archivo cifrado. Intente de nuevo.');
      setOpened(await openResults(await response.text(), await chosen.text()));
    } catch (error) {
      setFault(error instanceof ResultsFileError ? error.message : 'No se pudo abrir el archivo. Intente de nuevo.');
    }
    setBusy(false);
  };

  return (
    <>
      <PageHead
        parent={{ label: `Resultados de ${idProceso}`, href: `/admin/resources/entregas/records/${id}/show` }}
        lead="La llave privada se usa solo en este equipo: no se envía ni se guarda."
      />
      <div className={fault === undefined ? 'field' : 'field field-wrong'}>
        <label htmlFor="llave">Archivo de la llave privada del OPL</label>
        <FilePicker
          id="llave"
          accept=".json,.jwk,application/json"
          aria-describedby="llave-ayuda"
          aria-invalid={fault === undefined ? undefined : true}
          chosen={key}
          choose={(file) => {
            setKey(file);
            if (file) void open(file);
          }}
        />
        <p className="help" id="llave-ayuda">
          El que guardó al generar el par; empieza con «llave-privada-{idProceso}».
        </p>
        {fault !== undefined && (
          <p className="field-error" role="alert">
            {fault}
          </p>
        )}
      </div>
      {busy && <p role="status">Abriendo los resultados…</p>}
      {opened && <Opened opened={opened} classLabels={classLabels} name={fileName.replace(/\.jwe$/, '.jsonl')} />}
    </>
  );
}

interface OpenedProps {
  readonly opened: OpenedResults;
  readonly classLabels: Readonly<Record<string, string>>;
  /** File name of the download. */
  readonly name: string;
}

function Opened({ opened, classLabels, name }: OpenedProps) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([opened.content], { type: 'application/x-ndjson' }));
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
    };
  }, [opened]);
  const { header, summaries, records } = opened;
  const names = new Map(summaries.map(({ aspirantId, displayName }) => [aspirantId, displayName ?? aspirantId]));
  return (
    <div className="stack" role="region" aria-label="Resultados abiertos">
      <div className="notice notice-done" role="status">
        <p>
          Resultados abiertos, completos y sin alteración. Registros: {header.records.toLocaleString('es-MX')}.
          {header.practice && ' Son de un simulacro; no tienen efecto legal.'}
        </p>
      </div>
      <div className="actions">
        <a className="button" href={url} download={name}>
          Guardar archivo abierto
        </a>
        <p className="quiet">Contiene datos personales: resguárdelo como tal.</p>
      </div>
      {summaries.map(({ aspirantId, displayName, folio, records: total, classes }) => (
        <section key={aspirantId} className="panel">
          <h2>{displayName ?? 'Aspirante'}</h2>
          <Facts
            facts={[
              ['Folio', <span className="code">{folio}</span>],
              ['Apoyos enviados', total.toLocaleString('es-MX')],
              ...Object.entries(classes).map(
                ([each, n]) => [classLabels[each] ?? each, n.toLocaleString('es-MX')] as const,
              ),
            ]}
          />
        </section>
      ))}
      <Table
        caption="Registros"
        rows={records.slice(0, MAX_SHOWN_RECORDS)}
        keyOf={({ folio }) => folio}
        columns={[
          { heading: 'Folio', cell: ({ folio }) => <span className="code">{folio}</span> },
          { heading: 'Aspirante', cell: ({ aspirantId }) => names.get(aspirantId) },
          { heading: 'Situación', cell: ({ reportedClass }) => classLabels[reportedClass] ?? reportedClass },
        ]}
      />
      {records.length > MAX_SHOWN_RECORDS && (
        <p className="quiet">Se muestran los primeros {MAX_SHOWN_RECORDS}; el archivo los lleva todos.</p>
      )}
    </div>
  );
}
