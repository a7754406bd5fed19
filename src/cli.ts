import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { createBareWorker, createOfflineWorker, createWorker, reportFatal } from './app.js';
import { CliFailure, CliUsageError, say, type CliCommand } from './kernel/cli/cli-command.js';
import { listHelp, parseCommandLine } from './kernel/cli/command-line.js';
import { loadConfig } from './kernel/config/config.js';
import { messageFor } from './kernel/errors/catalogue.js';
import { DomainError } from './kernel/errors/domain-error.js';
import { OutageError } from './kernel/outages/outage.js';

/** What an operator does if a key is not usable. */
const KEY_OUTAGES: Readonly<Record<string, string>> = {
  KEY_FOREIGN:
    'En el lugar de una llave hay un archivo que no se usa. Si acaba de actualizar, ejecute «keys separate»; si no, vea «Foreign or missing keys» en docs/operations/runbook.md.',
  KEY_MISSING:
    'Falta una llave que esta instalación tenía. Compruebe KEYS_DIR e INTAKE_KEYS_DIR; si se perdió, restáurela con «keys restore».',
  KEY_NOT_CREATED: 'Aún no existe la llave de recepción, y sin INTAKE_KEK_FILE no se crea. Ejecute la orden con ella.',
  KEY_NOT_HELD: 'Este proceso no abre la llave de recepción. Ejecute la orden con INTAKE_KEK_FILE.',
  KEYS_NOT_OPENED: 'Ninguna llave se pudo abrir. Compruebe que KEK_FILE sea la de esta instalación.',
};

/** SQLSTATE of PostgreSQL. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** The operators' command line: the commands of the kernel and of every context's `cli.ts`. */
async function main(args: readonly string[]): Promise<void> {
  const commands = await findCommands();
  const call = parseOrHelp(commands, args);
  if (typeof call === 'string') {
    say(call);
    return;
  }
  const app = await openFor(call.command);
  try {
    await call.command.run(app, call.values, call.argument);
  } finally {
    await app.close();
  }
}

function openFor({ withoutConfiguration, withoutDatabase }: CliCommand): Promise<INestApplicationContext> {
  if (withoutConfiguration === true) return createBareWorker();
  const config = loadConfig(process.env);
  return withoutDatabase === true ? createOfflineWorker(config) : createWorker(config);
}

/** Reports a usage error and returns the help text instead. */
function parseOrHelp(commands: readonly CliCommand[], args: readonly string[]): ReturnType<typeof parseCommandLine> {
  try {
    return parseCommandLine(commands, args);
  } catch (error) {
    if (!(error instanceof CliUsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return listHelp(commands);
  }
}

async function findCommands(): Promise<CliCommand[]> {
  const contexts = readdirSync(join(import.meta.dirname, 'contexts')).sort();
  const files = [
    'kernel/cli/commands.js',
    'kernel/cli/audit-commands.js',
    'kernel/cli/backup-commands.js',
    'kernel/cli/key-commands.js',
    'load/cli.js',
    ...contexts.map((name) => `contexts/${name}/cli.js`),
  ]
    .map((file) => join(import.meta.dirname, file))
    .filter((file) => existsSync(file));
  const modules = files.map((file) => import(pathToFileURL(file).href) as Promise<{ default: CliCommand[] }>);
  return (await Promise.all(modules)).flatMap((module) => module.default);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CliFailure) process.stderr.write(`${error.message}\n`);
  else if (error instanceof DomainError)
    for (const fault of error.all()) process.stderr.write(`${messageFor(fault)}\n`);
  else if (error instanceof OutageError && KEY_OUTAGES[error.reason] !== undefined)
    process.stderr.write(`${KEY_OUTAGES[error.reason] ?? ''}\n`);
  else if ((error as { code?: unknown }).code === INSUFFICIENT_PRIVILEGE)
    process.stderr.write(
      'El usuario de la base de datos no puede hacer esto. Ponga en OWNER_DATABASE_URL a su dueño y repita la orden.\n',
    );
  else reportFatal(error);
  process.exitCode = 1;
});
