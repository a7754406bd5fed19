import type { Home } from '../../../admin/screen.js';
import { GetAccountFigures } from '../index.js';

const LIST = '/admin/resources/cuentas';

/**
 * Account counts for the home page. Those that require an action are highlighted for officials who manage accounts
 * (§4.4).
 */
export const accountsHome: Home = {
  permission: 'accounts.read',
  load: async (official) => {
    const { active, awaited, declared, suspended, requested, ending } = await official.ask(new GetAccountFigures({}));
    const manages = official.may('accounts.manage');
    return {
      cards: [
        {
          figure: requested,
          labels: ['Persona por decidir en solicitudes de cuentas', 'Personas por decidir en solicitudes de cuentas'],
          due: manages,
          href: '/admin/resources/solicitudes-de-cuentas?situacion=undecided',
        },
        {
          figure: declared,
          labels: ['Declaratoria por aceptar', 'Declaratorias por aceptar'],
          due: manages,
          href: `${LIST}?estado=declared`,
        },
        {
          figure: ending,
          labels: ['Cuenta vence en 30 días o menos', 'Cuentas vencen en 30 días o menos'],
          due: manages,
          href: `${LIST}?estado=active&orden=vigencia`,
        },
        {
          figure: awaited,
          labels: ['Cuenta espera su Declaratoria', 'Cuentas esperan su Declaratoria'],
          href: `${LIST}?estado=pending`,
        },
        { figure: active, labels: ['Cuenta activa', 'Cuentas activas'], href: `${LIST}?estado=active` },
        { figure: suspended, labels: ['Cuenta suspendida', 'Cuentas suspendidas'], href: `${LIST}?estado=suspended` },
      ],
    };
  },
};
