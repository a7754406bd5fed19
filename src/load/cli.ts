import { IssueLoadTickets } from '../contexts/auxiliaries/index.js';
import { cliCommand, operator, say } from '../kernel/cli/cli-command.js';
import { AppConfig } from '../kernel/config/config.js';
import { Signing } from '../kernel/crypto/signing.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { writeTickets } from './tickets-file.js';

export default [
  cliCommand({
    name: 'load tickets',
    purpose:
      'da pases a N teléfonos simulados para una prueba de carga; solo en un proceso de práctica (docs/operations/load.md)',
    options: {
      process: { value: 'ID_PROCESO', purpose: 'el proceso de práctica', required: true },
      devices: { value: 'N', purpose: 'cuántos teléfonos', required: true },
      mailbox: { value: 'CORREO', purpose: 'a dónde llegan los correos de la prueba', required: true },
      out: { value: 'ARCHIVO', purpose: 'dónde se escriben los pases', required: true },
      hours: { value: 'H', purpose: 'cuántas horas valen' },
    },
    async run(app, { process: idProceso, devices, mailbox, out, hours }) {
      const tickets = await app.get(Dispatcher).run(
        operator,
        new IssueLoadTickets({
          ...{ idProceso, devices: Number(devices), mailbox },
          hours: hours === undefined ? undefined : Number(hours),
        }),
      );
      const root = app.get(AppConfig).rootPublicKey ?? (await app.get(Signing).publicJwk('root'));
      await writeTickets(out, { version: 1, idProceso, root, tickets });
      say(`Pases para ${String(tickets.length)} dispositivos en ${out}. Bórrelo al terminar la prueba.`);
    },
  }),
];
