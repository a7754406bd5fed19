import React from 'react';
import { Link } from 'react-router-dom';
import { downloadHref, ScreenLink } from '../../../admin/ui/frame.js';
import { EmptyState, Facts, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { PersonChip, RequestChip } from './parts/request-chips.js';
import type { PersonRow, RequestDetail } from './request-views.js';

const CATALOGUE = 'solicitudes-de-cuentas';

/** One oficio with its people and the decision on each (§4.1–4.3). */
export default function Request({ data }: ScreenProps<RequestDetail>) {
  const { id, folio, institution, state, people, open } = data;
  const pending = people.some(({ status }) => status === 'pending');
  const draft = state === 'draft';
  const mayDiscard = draft || (open && people.every(({ status }) => status !== 'accepted'));
  const decided = !draft && people.length > 0 && !pending;
  const print = draft && people.length > 0 ? downloadHref(`${CATALOGUE}/oficio`, id) : null;
  return (
    <>
      <PageHead
        title={data.oficioNumber ?? `Solicitud ${folio}`}
        state={
          <RequestChip
            status={state === 'received' ? (people.length === 0 ? 'empty' : pending ? 'undecided' : 'decided') : state}
          />
        }
        parent={{ label: 'Solicitudes de cuentas', href: `/admin/resources/${CATALOGUE}` }}
        lead={`${institution} · ${folio}`}
      >
        {open && (
          <ScreenLink to={`${CATALOGUE}/agregar-persona`} recordId={id} primary={!decided && (!pending || draft)} />
        )}
        {print !== null && (
          <a className="button button-plain" href={print} download>
            Imprimir oficio (PDF)
          </a>
        )}
        {draft && <ScreenLink to={`${CATALOGUE}/recibir`} recordId={id} />}
        {mayDiscard && <ScreenLink to={`${CATALOGUE}/descartar`} recordId={id} />}
      </PageHead>
      {draft && people.length > 0 && (
        <div className="notice">
          <p>Imprima el oficio, fírmelo y envíelo al INE mediante la UTVOPL. La DERFE registrará su recepción.</p>
        </div>
      )}
      {data.discardReason !== null && <p>Motivo por el que se descartó: {data.discardReason}</p>}
      {!draft && data.oficioDate !== null && (
        <Facts
          facts={[
            ['Fecha del oficio', data.oficioDate],
            ['Recibido en la UTVOPL', data.receivedOn ?? '—'],
            ['Lo recibió', data.receivedBy ?? '—'],
          ]}
        />
      )}
      {people.length === 0 ? (
        <EmptyState action={open ? <ScreenLink to={`${CATALOGUE}/agregar-persona`} recordId={id} /> : undefined}>
          La solicitud aún no nombra a nadie.
        </EmptyState>
      ) : (
        people.map((person) => <Person key={person.id} requestId={id} person={person} open={open} draft={draft} />)
      )}
    </>
  );
}

interface PersonProps {
  readonly requestId: string;
  readonly person: PersonRow;
  readonly open: boolean;
  readonly draft: boolean;
}

function Person({ requestId, person, open, draft }: PersonProps) {
  const { id, fullName, status, accountId, account, reason, decidedAt } = person;
  const query = { persona: id };
  return (
    <section className="panel" aria-labelledby={`persona-${id}`}>
      <h2 id={`persona-${id}`}>{fullName}</h2>
      <p>
        <PersonChip status={status} />
        {decidedAt !== null && <span className="quiet"> {decidedAt} (hora centro)</span>}
      </p>
      {reason !== null && <p>Motivo: {reason}</p>}
      {person.corrected && (
        <p>Estos son los datos del oficio. Después se corrigieron; los vigentes están en la cuenta.</p>
      )}
      <Facts
        facts={[
          ['Cargo', person.position],
          ['Correo institucional', person.email],
          ['Teléfono', <span className="code">{person.phone}</span>],
          ['Función', person.role],
          ['Proceso', person.process ?? 'Por registrar'],
          ...(account !== null && accountId !== null
            ? [
                [
                  'Cuenta de acceso',
                  <Link to={`/admin/resources/cuentas/records/${accountId}/show`}>{account}</Link>,
                ] as const,
              ]
            : []),
        ]}
      />
      {status === 'pending' && open && (
        <div className="actions">
          {!draft && <ScreenLink to={`${CATALOGUE}/aceptar-persona`} recordId={requestId} query={query} primary />}
          {!draft && <ScreenLink to={`${CATALOGUE}/rechazar-persona`} recordId={requestId} query={query} />}
          <ScreenLink to={`${CATALOGUE}/corregir-persona`} recordId={requestId} query={query} />
          <ScreenLink to={`${CATALOGUE}/quitar-persona`} recordId={requestId} query={query} />
        </div>
      )}
    </section>
  );
}
