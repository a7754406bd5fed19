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
            cell: ({ id, domain, institution }) => (
              <ConfirmButton
                label={
                  <>
                    Quitar<span className="hidden"> {domain}</span>
                  </>
                }
                question={`¿Quitar ${domain}?`}
                consequence={`No se podrán dar de alta cuentas ni correos de ${domain} (${institution}). Las cuentas que ya lo usan lo conservan.`}
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
  readonly post: ScreenProps['post'];
  readonly onAdded: () => void;
}

/** Remounted after every change to the list, which clears the form. */
function AddDomain({ entidades, post, onAdded }: AddDomainProps) {
  const form = useForm({ initial: { institution: '', domain: '' }, send: post, done: onAdded });
  return (
    <FormView form={form} submitLabel="Agregar dominio">
      <SelectField
        form={form}
        name="institution"
        label="De quién"
        missing="Elija de quién es el dominio."
        options={[
          ['cuentas', 'INE: cuentas de acceso'],
          ['ine', 'INE: correo institucional'],
          ...entidades.map(({ key, label }) => [key, `OPL · ${label}`] as const),
        ]}
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
