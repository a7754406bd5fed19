import { readFile } from 'node:fs/promises';
import { cliCommand, fail, operator, say } from '../../kernel/cli/cli-command.js';
import { parseCentral } from '../../kernel/clock/central-time.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { OrphanCollector } from '../../kernel/storage/orphan-collector.js';
import { SupportRecovery } from './support-recovery.js';
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
      say(
        'Se avisa por correo a quienes administran cada OPL con un proceso abierto, para que informen a las y los aspirantes.',
      );
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
  cliCommand({
    name: 'intake recover',
    purpose:
      'tras restaurar la base de datos, repone los apoyos cuyo archivo existe y cuyo registro falta, con su acuse, y reanuda el borrado de archivos sin registro',
    options: {
      receipts: {
        value: 'ARCHIVO',
        purpose: 'acuses de los dispositivos, uno por línea (JWS); sin acuse, la hora de recepción es la del archivo',
      },
    },
    exitsWithOneWhen: 'si algún archivo no se pudo reponer (se conserva)',
    async run(app, { receipts }) {
      const lines = receipts === undefined ? [] : (await readFile(receipts, 'utf8')).split(/\s+/);
      const count = { recovered: 0, copy: 0, refused: 0 };
      for await (const { key, outcome, code } of app.get(SupportRecovery).run(lines)) {
        count[outcome] += 1;
        if (outcome === 'refused') say(`No se repuso ${key}: ${code ?? ''}`);
      }
      say(`Apoyos repuestos: ${String(count.recovered)}; copias de apoyos ya recibidos: ${String(count.copy)}.`);
      const kept = await app.get(OrphanCollector).resume();
      if (kept > 0) say(`Archivos sin registro que se conservan siempre: ${String(kept)}.`);
      if (count.refused > 0) fail(`No se pudieron reponer ${String(count.refused)} archivos; se conservan.`);
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
