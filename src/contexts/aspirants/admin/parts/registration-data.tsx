import React from 'react';
import { Facts, Unmasked } from '../../../../admin/ui/page.js';
import type { ConfirmView } from '../views.js';

/** All data of the sheet, in its groups. */
export function RegistrationData({ groups }: Pick<ConfirmView, 'groups'>) {
  return groups.map(({ title, facts }) => (
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
}
