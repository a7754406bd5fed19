import React from 'react';
import { Link } from 'react-router-dom';
import { ScreenLink } from '../ui/frame.js';
import { EmptyState, PageHead, Table } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';
import type { Card, HomeView } from '../views.js';

/** The home page: next step, pending work, figures and due dates. */
export default function Home({ data: { now, step, due, figures, dates } }: ScreenProps<HomeView>) {
  return (
    <>
      <PageHead lead={`Cifras al ${now}, hora centro`}>
        {!step && <ScreenLink to="aspirantes/registrar" primary />}
      </PageHead>
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
      <Cards id="por-atender" title="Por atender" cards={due} due />
      {!step && due.length === 0 && <p className="quiet">Por ahora nada espera su atención.</p>}
      <Cards id="en-cifras" title="En cifras" cards={figures} />
      <section className="stack" aria-labelledby="fechas">
        <h2 id="fechas">Próximas fechas</h2>
        {dates.length === 0 ? (
          <EmptyState>No hay fechas por venir. Aparecen aquí al fijar el periodo de captación de un cargo.</EmptyState>
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

interface CardsProps {
  readonly id: string;
  readonly title: string;
  readonly cards: readonly Card[];
  readonly due?: boolean;
}

function Cards({ id, title, cards, due = false }: CardsProps) {
  if (cards.length === 0) return null;
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className="cards">
        {cards.map((card) => (
          <li key={card.labels[1]} className={due ? 'card card-due' : 'card'}>
            <FigureOf card={card} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function FigureOf({ card: { figure, more = false, labels, href } }: { readonly card: Card }) {
  const shown = (
    <>
      <strong className="card-figure">
        {more && 'Más de '}
        {figure.toLocaleString('es-MX')}
      </strong>{' '}
      <span>{figure === 1 && !more ? labels[0] : labels[1]}</span>
    </>
  );
  return href === undefined ? <p>{shown}</p> : <Link to={href}>{shown}</Link>;
}
