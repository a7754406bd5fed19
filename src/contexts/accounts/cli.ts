import { normaliseEmail } from '#electoral/normalise';
import { cliCommand, fail, operator, say } from '../../kernel/cli/cli-command.js';
import { endOfCentralDay, formatCentral } from '../../kernel/clock/central-time.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { CreateFirstAdministrator, ListOfficials, ResetSecondFactor } from './index.js';

export default [
  cliCommand({
    name: 'admin create-first',
    purpose: 'crea la primera cuenta de administración de la DERFE y muestra, una sola vez, la liga para su contraseña',
    options: {
      account: { value: 'CUENTA', purpose: 'la cuenta de acceso', required: true },
      name: { value: 'NOMBRE', purpose: 'el nombre completo de su titular', required: true },
      position: { value: 'PUESTO', purpose: 'su puesto', required: true },
      email: { value: 'CORREO', purpose: 'su correo institucional', required: true },
      phone: { value: 'TELÉFONO', purpose: 'su teléfono', required: true },
      until: { value: 'AAAA-MM-DD', purpose: 'el último día de vigencia de la cuenta', required: true },
    },
    async run(app, { account, name, position, email, phone, until }) {
      const { link, linkExpiresAt } = await app.get(Dispatcher).run(
        operator,
        new CreateFirstAdministrator({
          ...{ account, fullName: name, position, email, phone },
          grantEndsAt: lastInstant(until),
        }),
      );
      say(`Entregue esta liga en persona; vence el ${formatCentral(new Date(linkExpiresAt))} (hora centro):\n${link}`);
    },
  }),
  cliCommand({
    name: 'admin reset-second-factor',
    purpose: 'retira el segundo factor que perdió quien administra, cuando nadie más de la DERFE puede hacerlo',
    options: {
      account: { value: 'CUENTA', purpose: 'la cuenta de acceso', required: true },
      reason: { value: 'MOTIVO', purpose: 'por qué se retira; queda en la bitácora', required: true },
    },
    async run(app, { account, reason }) {
      const dispatcher = app.get(Dispatcher);
      const { rows } = await dispatcher.ask(operator, new ListOfficials({ search: account, limit: 50 }));
      const found = rows.find((official) => official.account === normaliseEmail(account));
      if (!found) fail('No existe esa cuenta de acceso.');
      await dispatcher.run(operator, new ResetSecondFactor({ accountId: found.id, reason }));
      say('Segundo factor retirado; se avisa por correo a su titular.');
    },
  }),
];

function lastInstant(until: string): string {
  try {
    return endOfCentralDay(until).toISOString();
  } catch {
    return fail('--until no es una fecha; por ejemplo 2027-12-31.');
  }
}
