import React, { useState } from 'react';
import { ConfirmButton } from '../../../admin/ui/confirm.js';
import { SelectField, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { useNotice } from '../../../admin/ui/notice.js';
import { PageHead, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { DomainsView } from './request-views.js';

/** The institutional domains, which DERFE manages (§4.1, §4.4). */
export default function Domains({ data: { domains, entidades }, post, reload }: ScreenProps<DomainsView>) {
  const { view: notice, tell } = useNotice();
  const [error, setError] = useState('');
  const remove = async (domainId: string, domain: string): Promise<void> => {
    const answer = await post({ domainId });
    if (answer.ok) tell(`Se quitó ${domain}. Las cuentas que ya tienen ese correo lo conservan.`);
    setError(answer.ok ? '' : answer.problem.errors.map(({ detail }) => detail).join(' '));
    if (answer.ok) reload();
  };
  return (
    <>
      <PageHead lead="Las cuentas y los correos de las personas funcionarias solo pueden estar en estos dominios (§4.1, §4.4)." />
      {notice}
      {error !== '' && (
        <div className="notice notice-attention" role="alert">
          <p>{error}</p>
        </div>
      )}
      <Table
        caption="Dominios institucionales"
        rows={domains}
        keyOf={({ id }) => id}
        columns={[
          { heading: 'Dominio', cell: ({ domain }) => <span className="code">{domain}</span> },
          { heading: 'Institución', cell: ({ institution }) => institution },
          { heading: 'Uso', cell: ({ use }) => use },
          { heading: 'Desde', cell: ({ addedAt }) => addedAt },
          {
            heading: 'Acción',
            cell: ({ id, domain, institution, use, fixed }) =>
              fixed ? (
                'Fijo (§4.1)'
              ) : (
                <ConfirmButton
                  label={
                    <>
                      Quitar<span className="hidden"> {domain}</span>
                    </>
                  }
                  question={`¿Quitar ${domain} de «${use}»?`}
                  consequence={consequenceOfRemoving({ domain, institution, use }, domains)}
                  action={`Quitar ${domain}`}
                  onConfirm={() => {
                    void remove(id, domain);
                  }}
                />
              ),
          },
        ]}
      />
      <section className="stack" aria-labelledby="agregar">
        <h2 id="agregar">Agregar dominio</h2>
        <AddDomain
          key={domains.map(({ id }) => id).join()}
          entidades={entidades}
          domains={domains}
          post={post}
          onAdded={() => {
            tell('Dominio agregado.');
            setError('');
            reload();
          }}
        />
      </section>
    </>
  );
}

interface AddDomainProps {
  readonly entidades: DomainsView['entidades'];
  readonly domains: DomainsView['domains'];
  readonly post: ScreenProps['post'];
  readonly onAdded: () => void;
}

/** Remounted after every change to the list, which clears the form. */
function AddDomain({ entidades, domains, post, onAdded }: AddDomainProps) {
  const form = useForm({ initial: { institution: '', domain: '' }, send: post, done: onAdded });
  const owners: readonly (readonly [string, string])[] = [
    ['ine', 'INE: correo institucional'],
    ...entidades.map(({ key, label }) => [key, `OPL · ${label}`] as const),
  ];
  const domain = `@${(form.values['domain'] ?? '').trim().toLowerCase().replace(/^@/, '')}`;
  const owner = owners.find(([key]) => key === form.values['institution'])?.[1] ?? '';
  const sharedWith = domains.find((known) => known.domain === domain && !owner.startsWith(known.institution));
  return (
    <FormView
      form={form}
      submitLabel="Agregar dominio"
      confirm={
        sharedWith && owner !== ''
          ? {
              question: `¿Agregar ${domain} a ${owner}?`,
              consequence: `${domain} ya es un dominio de ${sharedWith.institution}. Agréguelo solo si las dos instituciones lo comparten: con él podrán pedirse cuentas para correos que hoy son de la otra.`,
              action: `Agregar ${domain}`,
            }
          : undefined
      }
    >
      <SelectField
        form={form}
        name="institution"
        label="De quién"
        missing="Elija de quién es el dominio."
        options={owners}
      />
      <TextField
        form={form}
        name="domain"
        label="Dominio"
        help="Lo que va después de la arroba, por ejemplo ieeq.mx."
        maxLength={253}
      />
    </FormView>
  );
}

type Domain = DomainsView['domains'][number];

function consequenceOfRemoving(
  { domain, institution, use }: Pick<Domain, 'domain' | 'institution' | 'use'>,
  domains: readonly Domain[],
): string {
  const isOnly = domains.filter((other) => other.institution === institution && other.use === use).length === 1;
  const last = isOnly
    ? `Es el único dominio de «${use}» de ${institution}: hasta que agregue otro no podrá darse de alta ninguna cuenta con él. `
    : '';
  return `${last}No se podrán dar de alta cuentas ni correos de ${domain} (${institution}). Las cuentas que ya lo usan lo conservan.`;
}
