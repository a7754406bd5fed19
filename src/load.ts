import { parseArgs } from 'node:util';
import { SystemClock } from './kernel/clock/clock.js';
import { DeviceRequestError } from './load/device/simulated-device.js';
import { reportLines } from './load/load-report.js';
import { runLoad } from './load/run-load.js';
import { readTickets } from './load/tickets-file.js';

const USAGE = `Uso: npm run load -- --url https://… --tickets ARCHIVO [--devices N] [--concurrency C] [--seconds S]
       [--seed N] [--first N] [--json]

Simula teléfonos que se registran, sellan y envían como la aplicación, para pruebas de capacidad en un proceso de práctica.
Los pases se piden con «npm run cli -- load tickets» (docs/operations/load.md).`;

const text = { type: 'string' } as const;

/** The load generator for capacity tests (decision 25). Exits with 1 if a record was refused or got no response. */
async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ url: text, tickets: text, devices: text, concurrency: text, seconds: text, seed: text, first: text },
      ...{ json: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  });
  if (values.help === true || values.url === undefined || values.tickets === undefined) {
    say(USAGE);
    if (values.help !== true) process.exitCode = 2;
    return;
  }
  const tickets = await readTickets(values.tickets);
  const devices = integer('devices', values.devices, tickets.tickets.length);
  if (devices > tickets.tickets.length) {
    throw new Error(`Hay pases para ${String(tickets.tickets.length)} dispositivos; pida más o baje --devices.`);
  }
  const report = await runLoad({
    url: values.url.replace(/\/$/, ''),
    ...{ tickets, devices },
    concurrency: integer('concurrency', values.concurrency, 4),
    seconds: integer('seconds', values.seconds, 30),
    clock: new SystemClock(),
    seed: integer('seed', values.seed, 2026),
    first: integer('first', values.first, 0, 0),
    say: values.json === true ? undefined : say,
  });
  if (values.json === true) say(JSON.stringify(report));
  else for (const line of reportLines(report)) say(line);
  if (report.unsettled > 0 || Object.keys(report.refusals).length > 0) process.exitCode = 1;
}

function integer(name: string, text: string | undefined, defaultValue: number, min = 1): number {
  const value = text === undefined ? defaultValue : Number(text);
  if (!Number.isSafeInteger(value) || value < min) {
    throw new Error(`--${name} es un número entero desde ${String(min)}.`);
  }
  return value;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const sentence =
    error instanceof DeviceRequestError
      ? `El servidor rechazó el registro de un dispositivo: ${String(error.status)} ${error.code}.`
      : error instanceof Error
        ? error.message
        : 'falló';
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
});
