import React, { useState } from 'react';
import { ConfirmButton } from '../../../admin/ui/confirm.js';
import { useNotice } from '../../../admin/ui/notice.js';
import { PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RulesView } from './request-views.js';

/** DERFE decides which roles require a second factor (decision 27). */
export default function SecondFactorRules({ data: { rules }, post, reload }: ScreenProps<RulesView>) {
  const { view: notice, tell } = useNotice();
  const [error, setError] = useState('');
  const set = async (role: string, label: string, mandatory: boolean): Promise<void> => {
    const answer = await post({ role, mandatory });
    if (answer.ok) tell(`${label}: ${mandatory ? 'ahora es obligatorio' : 'ahora es opcional'}.`);
    setError(answer.ok ? '' : answer.problem.errors.map(({ detail }) => detail).join(' '));
    if (answer.ok) reload();
  };
  return (
    <>
      <PageHead lead="Código del teléfono además de la contraseña. Donde es obligatorio, quien aún no lo tiene no puede hacer nada más hasta configurarlo." />
      {notice}
      {error !== '' && (
        <div className="notice notice-attention" role="alert">
          <p>{error}</p>
        </div>
      )}
      <Table
        caption="Segundo factor por función"
        rows={rules}
        keyOf={({ role }) => role}
        columns={[
          { heading: 'Función', cell: ({ roleLabel }) => roleLabel },
          {
            heading: 'Segundo factor',
            cell: ({ mandatory }) =>
              mandatory ? (
                <StateChip tone="counts" label="Obligatorio" />
              ) : (
                <StateChip tone="neutral" label="Opcional" />
              ),
          },
          { heading: 'Cuentas', cell: ({ accounts }) => accounts },
          { heading: 'Lo tienen', cell: ({ enrolled }) => enrolled },
          {
            heading: 'Acción',
            cell: ({ role, roleLabel, mandatory, accounts, enrolled }) => (
              <ConfirmButton
                label={
                  <>
                    {mandatory ? 'Hacer opcional' : 'Hacer obligatorio'}
                    <span className="hidden"> para {roleLabel}</span>
                  </>
                }
                question={
                  mandatory
                    ? `¿Dejar de exigir el segundo factor a «${roleLabel}»?`
                    : `¿Exigir el segundo factor a «${roleLabel}»?`
                }
                consequence={mandatory ? optionalConsequence(enrolled) : mandatoryConsequence(accounts - enrolled)}
                action={mandatory ? 'Hacerlo opcional' : 'Hacerlo obligatorio'}
                onConfirm={() => {
                  void set(role, roleLabel, !mandatory);
                }}
              />
            ),
          },
        ]}
      />
    </>
  );
}

function mandatoryConsequence(without: number): string {
  if (without <= 0) return 'Todas las cuentas con esta función ya lo tienen; nadie queda sin acceso.';
  const who =
    without === 1
      ? 'Hay 1 cuenta que todavía no lo tiene'
      : `Hay ${without.toLocaleString('es-MX')} cuentas que todavía no lo tienen`;
  return `${who}. Desde este momento, también con la sesión abierta, no podrán hacer nada más hasta configurarlo con su teléfono.`;
}

function optionalConsequence(enrolled: number): string {
  return `Las ${enrolled.toLocaleString('es-MX')} cuentas que ya lo tienen lo conservan; las demás podrán entrar solo con su contraseña.`;
}
