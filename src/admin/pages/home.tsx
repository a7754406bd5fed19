import React from 'react';
import { Link } from 'react-router-dom';
import { Verb } from '../ui/frame.js';
import { Empty, PageHead, Table } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';
import type { HomeView } from '../views.js';

/** Where everybody begins: the next thing to do, and what is due. */
export default function Home({ data: { now, step, dates } }: ScreenProps<HomeView>) {
  return (
    <>
      <PageHead lead={`Al ${now}, hora centro`}>{!step && <Verb to="aspirantes/registrar" primary />}</PageHead>
      {step && (
        <section className="panel" aria-labelledby="siguiente">
          <h2 id="siguiente">Lo que sigue</h2>
          <p>{step.reason}</p>
          <div className="actions">
            <Link className="button" to={step.href}>
              {step.label}
            </Link>
          </div>
        </section>
      )}
      <section className="stack" aria-labelledby="fechas">
        <h2 id="fechas">Próximas fechas</h2>
        {dates.length === 0 ? (
          <Empty>No hay fechas por venir. Aparecen aquí al fijar el periodo de captación de un cargo.</Empty>
        ) : (
          <Table
            caption="Próximas fechas"
            rows={dates}
            keyOf={({ what, where, at }) => `${what} ${where} ${at}`}
            columns={[
              { heading: 'Qué', cell: ({ what, href }) => <Link to={href}>{what}</Link> },
              { heading: 'Dónde', cell: ({ where }) => where },
              { heading: 'Cuándo (hora centro)', cell: ({ central }) => <span className="code">{central}</span> },
            ]}
          />
        )}
      </section>
    </>
  );
}
