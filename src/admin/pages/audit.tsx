import React from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { OUTCOME_LABELS } from '../audit/outcomes.js';
import type { AuditOutcome, AuditRow, AuditSearchPart, AuditView } from '../audit/views.js';
import { List } from '../ui/list.js';
import { withParameters } from '../ui/list/list-query.js';
import { InGroups, PageHead, StateChip, type Tone } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';

const TONES: Readonly<Record<AuditOutcome, Tone>> = { done: 'counts', read: 'neutral', refused: 'excluded' };

export default function Audit({ data, post }: ScreenProps<AuditView>) {
  return (
    <>
      <PageHead lead="Quién hizo o consultó qué, y sobre qué registro, del más reciente al más antiguo. Nada de esto puede modificarse ni borrarse." />
      {data.searchPart !== null && <SearchPart part={data.searchPart} />}
      <List
        view={data}
        nouns={['asiento', 'asientos']}
        defaultSort="-instante"
        file="bitacora/excel"
        fileNote="Hasta un millón de asientos. Si hay más, la última fila del archivo dice la fecha en que termina."
        keyOf={({ id }) => id}
        search={{
          label: 'Folio, persona, acción o motivo',
          help: 'Folio o Id completo, como el Id Proceso o el Id Auxiliar; nombre, cuenta o correo de una persona; o palabras completas de la acción, como «dictaminó», o del motivo, como el número de un oficio.',
          encrypt: post,
        }}
        filters={[
          { name: 'desde', label: 'Desde', options: [], isDay: true },
          { name: 'hasta', label: 'Hasta', options: [], isDay: true },
          {
            name: 'resultado',
            label: 'Resultado',
            options: Object.entries(OUTCOME_LABELS),
          },
          { name: 'area', label: 'Materia', options: data.areas },
          {
            name: 'proceso',
            label: 'Proceso',
            linked: data.streams.length === 0,
            options: data.streams.map(({ id, label }) => [id, label] as const),
          },
          { name: 'lecturas', label: 'Consultas repetidas', options: [['todas', 'Una por una']] },
          {
            name: 'quien',
            label: data.actorName === null ? 'Una cuenta' : `Solo ${data.actorName}`,
            options: [],
            linked: true,
          },
          { name: 'sobre', label: data.subjectName ?? 'Un solo registro', options: [], linked: true },
          { name: 'acto', label: data.actionName ?? 'Una acción', options: [], linked: true },
        ]}
        empty="Todavía no hay nada en la bitácora."
        noMatches="Ningún asiento cumple con esos filtros. Quite alguno para ver más."
        columns={[
          { heading: 'Cuándo (hora centro)', cell: ({ at }) => at },
          { heading: 'Quién', cell: ActorCell },
          { heading: 'Qué', cell: ActionCell },
          { heading: 'Sobre', cell: SubjectCell },
          {
            heading: 'Resultado',
            cell: ({ outcome }) => <StateChip label={OUTCOME_LABELS[outcome]} tone={TONES[outcome]} />,
          },
        ]}
      />
    </>
  );
}

function SearchPart({ part: { first, last, previous, next } }: { readonly part: AuditSearchPart }) {
  const [query] = useSearchParams();
  const to = (busqueda: string): string => `?${withParameters(query, { busqueda, busca: '' }).toString()}`;
  const [from, until] = [first.toLocaleString('es-MX'), last.toLocaleString('es-MX')];
  return (
    <div className="notice notice-attention" role="status">
      <p>
        La búsqueda encontró más de {last - first + 1} personas o registros. Esta lista tiene los asientos{' '}
        {next === null ? `del número ${from} en adelante` : `de los números ${from} a ${until}`}. Un asiento puede estar
        en dos listas. El Excel contiene todas. Para encontrar menos, escriba más palabras.
      </p>
      <p className="actions">
        {previous !== null && <Link to={to(previous)}>Ver los anteriores</Link>}
        {next !== null && <Link to={to(next)}>Ver los siguientes</Link>}
      </p>
    </div>
  );
}

function ActionCell({ action, details, reads }: AuditRow) {
  return (
    <>
      {action}
      {reads !== null && (
        <div>
          <Link to={`?${new URLSearchParams(reads.query).toString()}`}>
            {reads.times.toLocaleString('es-MX')} veces
          </Link>
          , {reads.from === reads.to ? `a las ${reads.to}` : `de ${reads.from} a ${reads.to}`}
        </div>
      )}
      {details.length > 0 && (
        <div className="quiet">
          {details.map(([name, value], index) => (
            <React.Fragment key={index}>
              {index > 0 && ' · '}
              {name}: <InGroups text={value} />
            </React.Fragment>
          ))}
        </div>
      )}
    </>
  );
}

function ActorCell({ actorName, actorRole, actorId }: AuditRow) {
  return (
    <>
      <Link to={`?${new URLSearchParams({ quien: actorId }).toString()}`}>{actorName}</Link>
      {actorRole !== '' && actorRole !== actorName && <div className="quiet">{actorRole}</div>}
    </>
  );
}

function SubjectCell({ subject }: AuditRow) {
  if (subject === null) return '—';
  const { label, name, href } = subject;
  const shown = (
    <>
      {label} {name !== '' && <span className={/^[A-Z\d-]+$/.test(name) ? 'code' : undefined}>{name}</span>}
    </>
  );
  return href === null ? shown : <Link to={href}>{shown}</Link>;
}
