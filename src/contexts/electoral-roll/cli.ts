import { RollFormatError } from '#electoral/roll';
import { parseInstant } from '#electoral/time';
import { cliCommand, fail, say } from '../../kernel/cli/cli-command.js';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { withOwner } from '../../kernel/database/owner-connection.js';
import { loadRollCut, openRollFile, RollLoadBusyError } from './index.js';

export default [
  cliCommand({
    name: 'roll load',
    purpose:
      'carga un corte del padrón (docs/roll-format.md; también .gz) y lo pone en vigor; interrumpida, sigue donde iba',
    argument: { name: 'ARCHIVO', purpose: 'el archivo del corte' },
    options: { from: { value: 'AAAA-MM-DDThh:mm:ssZ', purpose: 'desde cuándo está en vigor; sin decirlo, ahora' } },
    async run(app, { from }, file) {
      const inForceFrom = from === undefined ? app.get(Clock).now() : parseInstant(from);
      if (!inForceFrom) return fail('--from no es un instante; por ejemplo 2027-01-10T06:00:00Z.');
      const now = app.get(Clock).now();
      try {
        const roll = await openRollFile(file);
        const { electors, resumedAt } = await withOwner(app.get(AppConfig).ownerDatabaseUrl, (client) =>
          loadRollCut(client, roll, inForceFrom, now),
        );
        if (resumedAt > 0) say(`Se continuó una carga interrumpida en la fila ${resumedAt.toLocaleString('es-MX')}.`);
        say(
          `Corte cargado: ${electors.toLocaleString('es-MX')} personas; en vigor desde ${inForceFrom.toISOString()}.`,
        );
      } catch (error) {
        if (error instanceof RollFormatError)
          fail(`El archivo no se cargó, renglón ${String(error.line)}: ${error.reason}.`);
        if (error instanceof RollLoadBusyError) fail('Otro proceso está cargando ese corte; espere a que termine.');
        throw error;
      }
    },
  }),
];
