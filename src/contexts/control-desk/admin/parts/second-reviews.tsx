import React from 'react';
import { Link } from 'react-router-dom';
import { Facts, StateChip, Table } from '../../../../admin/ui/page.js';
import type { AgreementRow, BoundRow, SecondReviewsView } from '../sample-views.js';

const number = (value: number): string => value.toLocaleString('es-MX');

/** The second reviews of a sample: how many are done, how far they agree, and what they show for each aspirant. */
export function SecondReviews({ second }: { readonly second: SecondReviewsView }) {
  const { ordered, done, unassigned, disagreements, undecided, reviewers, aspirants } = second;
  return (
    <>
      <section className="panel" aria-labelledby="segundas">
        <h2 id="segundas">Segundas revisiones</h2>
        <Facts
          facts={[
            ['Ordenadas', number(ordered)],
            ['Hechas', number(done)],
            ...(unassigned > 0 ? ([['Sin persona que pueda hacerlas', number(unassigned)]] as const) : []),
            ['No coinciden con el primer resultado', number(disagreements)],
            ['De esas, por decidir', number(undecided)],
          ]}
        />
      </section>
      {reviewers.length > 0 && <Agreements reviewers={reviewers} />}
      {ordered > 0 && <Bounds aspirants={aspirants} />}
    </>
  );
}

function Agreements({ reviewers }: Pick<SecondReviewsView, 'reviewers'>) {
  const rows = reviewers.flatMap(({ criteria, ...reviewer }) => [
    { ...reviewer, key: reviewer.label, who: reviewer.label, label: 'Todos los resultados' },
    ...criteria.map((each) => ({ ...each, key: `${reviewer.label} ${each.label}`, who: reviewer.label })),
  ]);
  return (
    <section className="stack" aria-labelledby="acuerdo">
      <h2 id="acuerdo">Cuánto coinciden las dos revisiones</h2>
      <p className="quiet">
        La kappa descuenta lo que coincidiría por azar: 1 es coincidencia completa; 0, la del azar. El intervalo de 95 %
        dice entre qué valores está con la muestra revisada; con menos de 30 registros no es confiable.
      </p>
      <Table
        caption="Coincidencia por persona que hizo la primera revisión, y por resultado"
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          { heading: 'Primera revisión de', cell: ({ who }) => who },
          { heading: 'Resultado', cell: ({ label }) => label },
          { heading: 'Registros', cell: ({ records }) => number(records) },
          { heading: 'Coinciden', cell: ({ agreed }) => number(agreed) },
          { heading: 'Kappa (intervalo de 95 %)', cell: ({ kappa }) => kappaText(kappa) },
        ]}
      />
    </section>
  );
}

function kappaText(kappa: AgreementRow['kappa']): string {
  return kappa === null ? 'Sin definir: hay un solo resultado' : `${kappa.value} (${kappa.low} a ${kappa.high})`;
}

function Bounds({ aspirants }: Pick<SecondReviewsView, 'aspirants'>) {
  return (
    <section className="stack" aria-labelledby="certeza">
      <h2 id="certeza">Qué tan seguro es el resultado de cada aspirante</h2>
      <p className="quiet">
        Si tantos resultados de la Mesa de Control estuvieran mal que el aspirante no debiera alcanzar los apoyos que se
        requieren (o sí debiera), las segundas revisiones habrían encontrado más errores, salvo con la probabilidad que
        se indica. Con 5 % o menos bastan. Solo informa: no retrasa el cierre, y no abarca duplicados, situación
        registral ni dispersión.
      </p>
      <Table
        caption="Segundas revisiones por aspirante"
        rows={aspirants}
        keyOf={({ id }) => id}
        columns={[
          {
            heading: 'Aspirante',
            cell: ({ id, name }) => <Link to={`/admin/resources/aspirantes/records/${id}/show`}>{name}</Link>,
          },
          { heading: 'Cuentan, de los que se requieren', cell: standing },
          { heading: 'Tendrían que estar mal', cell: ({ bound }) => bound && wrongNeeded(bound) },
          {
            heading: 'Revisadas en orden, y erróneas',
            cell: ({ bound }) => bound && `${number(bound.done)}; ${number(bound.wrong)}`,
          },
          { heading: 'Hacen falta', cell: ({ bound }) => bound && needed(bound) },
          { heading: 'Probabilidad de no haberlo visto', cell: ({ bound }) => bound && <Chance {...bound} /> },
        ]}
      />
    </section>
  );
}

type Bound = NonNullable<BoundRow['bound']>;

function standing({ bound, why }: BoundRow): string {
  return bound === null ? why : `${number(bound.counted)} de ${number(bound.required)}`;
}

function wrongNeeded({ reached, mustBeWrong, size }: Bound): string {
  const verdictKind = reached ? 'sin inconsistencia' : 'con inconsistencia';
  return `${number(mustBeWrong)} de ${number(size)} ${verdictKind}`;
}

function needed({ needed: reviews }: Bound): string {
  return reviews === null ? 'Todas: los errores encontrados ya cambian el resultado' : number(reviews);
}

function Chance({ chance, done, needed: reviews }: Bound) {
  const isEnough = reviews !== null && done >= reviews;
  return <StateChip tone={isEnough ? 'counts' : 'attention'} label={`${chance} %`} />;
}
