import React from 'react';
import { Facts, Unmasked } from '../../../../admin/ui/page.js';
import type { ConfirmView } from '../views.js';

type RegistrationDataProps = Pick<ConfirmView, 'folio' | 'name' | 'office' | 'idProceso' | 'groups'>;

/** Folio, aspirant, office and process of a registration, and all data of the sheet in its groups. */
export function RegistrationData({ folio, name, office, idProceso, groups }: RegistrationDataProps) {
  const sheet = groups.map(({ title, facts }) => (
    <section key={title} className="panel stack" aria-label={title}>
      <h2>{title}</h2>
      <Facts
        facts={facts.map(({ name: label, value, code }) => [
          label,
          value === '' ? (
            <span className="quiet">Sin dato</span>
          ) : code ? (
            <span className="code">
              <Unmasked value={value} />
            </span>
          ) : (
            <Unmasked value={value} />
          ),
        ])}
      />
    </section>
  ));
  return (
    <>
      <section className="panel stack" aria-label="Registro">
        <h2>Registro</h2>
        <Facts
          facts={[
            ['Folio', <span className="code">{folio}</span>],
            ['Persona aspirante', name],
            ['Cargo', office],
            ['Proceso', <span className="code">{idProceso}</span>],
          ]}
        />
      </section>
      {sheet}
    </>
  );
}
