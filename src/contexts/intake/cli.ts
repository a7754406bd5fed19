import { cliCommand, fail, operator, say } from '../../kernel/cli/cli-command.js';
import { parseCentral } from '../../kernel/clock/central-time.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AnnounceMaintenance, EndMaintenance, GetMaintenance } from './index.js';

const INSTANT = 'AAAA-MM-DDThh:mm';

export default [
  cliCommand({
    name: 'maintenance announce',
    purpose: 'anuncia a los OPL un mantenimiento (hora centro) en el que no se reciben apoyos',
    options: {
      from: { value: INSTANT, purpose: 'cuándo empieza, hora centro', required: true },
      to: { value: INSTANT, purpose: 'cuándo termina, hora centro', required: true },
      reason: { value: 'MOTIVO', purpose: 'por qué; lo leen los OPL', required: true },
    },
    async run(app, { from, to, reason }) {
      const dispatcher = app.get(Dispatcher);
      const [beginsAt, endsAt] = [centralInstant('--from', from), centralInstant('--to', to)];
      await dispatcher.run(operator, new AnnounceMaintenance({ beginsAt, endsAt, reason }));
      say((await dispatcher.ask(operator, new GetMaintenance({})))?.sentence ?? '');
      say('Se avisa por correo a quienes administran cada OPL, para que informen a las y los aspirantes.');
    },
  }),
  cliCommand({
    name: 'maintenance end',
    purpose: 'termina el mantenimiento en curso o cancela el que sigue, y avisa a los OPL',
    async run(app) {
      const { what } = await app.get(Dispatcher).run(operator, new EndMaintenance({}));
      say(what === 'ended' ? 'Mantenimiento terminado: se reciben apoyos.' : 'Mantenimiento cancelado.');
    },
  }),
  cliCommand({
    name: 'maintenance show',
    purpose: 'dice qué mantenimiento está en curso o anunciado',
    async run(app) {
      const notice = await app.get(Dispatcher).ask(operator, new GetMaintenance({}));
      say(notice?.sentence ?? 'No hay ningún mantenimiento anunciado ni en curso.');
    },
  }),
];

function centralInstant(option: string, value: string): string {
  try {
    return parseCentral(value).toISOString();
  } catch {
    return fail(`${option} no es una fecha y hora (hora centro); por ejemplo 2027-01-10T22:00.`);
  }
}
