import { open, readFile, unlink } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { createWorker, migrate, reportFatal } from './app.js';
import { CreateFirstAdministrator, FindOfficials, ResetSecondFactor } from './contexts/accounts/index.js';
import { IssueLoadTickets } from './contexts/auxiliaries/index.js';
import { AnnounceMaintenance, EndMaintenance, GetMaintenance } from './contexts/intake/index.js';
import { LoadTerritory, SetOfficeKind } from './contexts/processes/index.js';
import { ApplyRollAnswers, ExportRollQuestions, importAnswers } from './contexts/verification/index.js';
import { ExchangeFileError, loadRollCut, openRollFile, RollLoadBusyError } from './contexts/electoral-roll/index.js';
import { RollFormatError } from '#electoral/roll';
import { systemActor } from './kernel/access/actor.js';
import { formatCentral, parseCentral } from './kernel/clock/central-time.js';
import { Clock } from './kernel/clock/clock.js';
import { AppConfig, loadConfig } from './kernel/config/config.js';
import { Signing, encryptFor } from './kernel/crypto/signing.js';
import { sentenceFor } from './kernel/errors/catalogue.js';
import { DomainError } from './kernel/errors/domain-error.js';
import { RecordBounce } from './kernel/mail/record-bounce.js';
import { Dispatcher } from './kernel/messaging/dispatcher.js';
import { OrphanCollector } from './kernel/storage/orphan-collector.js';
import { Scrub } from './kernel/storage/scrub.js';
import { writeTickets } from './load/tickets-file.js';

interface Operation {
  readonly usage: string;
  readonly purpose: string;
  readonly options?: ParseArgsConfig['options'];
  run(app: INestApplicationContext, values: Readonly<Record<string, string>>, files: readonly string[]): Promise<void>;
}

const operator = systemActor('cli');
const PAIRS = ['root', 'intake', 'receipt', 'lease'] as const;
const text = { type: 'string' } as const;
/** A notification that carries the whole message back, attachments and all. */
const LARGEST_NOTIFICATION = 32 * 1024 * 1024;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  migrate: {
    usage: 'migrate',
    purpose: 'aplica los cambios que falten en la base de datos',
    async run(app) {
      const applied = await migrate(app);
      say(applied.length === 0 ? 'La base de datos ya está al día.' : `Se aplicaron: ${applied.join(', ')}`);
    },
  },
  'admin create-first': {
    usage: 'admin create-first --account … --name … --position … --email … --phone … --until AAAA-MM-DD',
    purpose: 'crea la primera cuenta de administración de la DERFE y muestra, una sola vez, la liga para su contraseña',
    options: { account: text, name: text, position: text, email: text, phone: text, until: text },
    async run(app, values) {
      const value = (name: string): string => values[name] ?? fail(`Falta --${name}.`);
      const { link, linkExpiresAt } = await app.get(Dispatcher).run(
        operator,
        new CreateFirstAdministrator({
          account: value('account'),
          fullName: value('name'),
          position: value('position'),
          email: value('email'),
          phone: value('phone'),
          grantEndsAt: `${value('until')}T06:00:00Z`,
        }),
      );
      say(`Entregue esta liga en persona; vence el ${formatCentral(new Date(linkExpiresAt))} (hora centro):\n${link}`);
    },
  },
  'admin reset-second-factor': {
    usage: 'admin reset-second-factor --account … --reason …',
    purpose: 'retira el segundo factor que perdió quien administra, cuando nadie más de la DERFE puede hacerlo',
    options: { account: text, reason: text },
    async run(app, { account, reason }) {
      if (account === undefined || reason === undefined) fail('Faltan --account o --reason.');
      const dispatcher = app.get(Dispatcher);
      const { rows } = await dispatcher.ask(operator, new FindOfficials({ sought: account, limit: 50 }));
      const found = rows.find((official) => official.account === account.toLowerCase());
      if (!found) fail('No existe esa cuenta de acceso.');
      await dispatcher.run(operator, new ResetSecondFactor({ accountId: found.id, reason }));
      say('Segundo factor retirado; se avisa por correo a su titular.');
    },
  },
  'maintenance announce': {
    usage: 'maintenance announce --from AAAA-MM-DDThh:mm --to AAAA-MM-DDThh:mm --reason …',
    purpose: 'anuncia a los OPL un mantenimiento (hora centro) en el que no se reciben apoyos',
    options: { from: text, to: text, reason: text },
    async run(app, { from, to, reason }) {
      if (from === undefined || to === undefined || reason === undefined) fail('Faltan --from, --to o --reason.');
      const dispatcher = app.get(Dispatcher);
      const [beginsAt, endsAt] = [centralInstant('--from', from), centralInstant('--to', to)];
      await dispatcher.run(operator, new AnnounceMaintenance({ beginsAt, endsAt, reason }));
      say((await dispatcher.ask(operator, new GetMaintenance({})))?.sentence ?? '');
      say('Se avisa por correo a quienes administran cada OPL, para que informen a las y los aspirantes.');
    },
  },
  'maintenance end': {
    usage: 'maintenance end',
    purpose: 'termina el mantenimiento en curso o cancela el que sigue, y avisa a los OPL',
    async run(app) {
      const { what } = await app.get(Dispatcher).run(operator, new EndMaintenance({}));
      say(what === 'ended' ? 'Mantenimiento terminado: se reciben apoyos.' : 'Mantenimiento cancelado.');
    },
  },
  'maintenance show': {
    usage: 'maintenance show',
    purpose: 'dice qué mantenimiento está en curso o anunciado',
    async run(app) {
      const notice = await app.get(Dispatcher).ask(operator, new GetMaintenance({}));
      say(notice?.sentence ?? 'No hay ningún mantenimiento anunciado ni en curso.');
    },
  },
  'roll load': {
    usage: 'roll load ARCHIVO [--from AAAA-MM-DDThh:mm:ssZ]',
    purpose:
      'carga un corte del padrón (docs/roll-format.md; también .gz) y lo pone en vigor desde ahora o desde --from; interrumpida, sigue donde iba',
    options: { from: text },
    async run(app, { from }, [file]) {
      if (file === undefined) fail('Falta el archivo del corte.');
      const inForceFrom = from === undefined ? app.get(Clock).now() : new Date(from);
      if (Number.isNaN(inForceFrom.getTime())) fail('--from no es un instante; por ejemplo 2027-01-10T06:00:00Z.');
      const client = new pg.Client({ connectionString: app.get(AppConfig).databaseUrl });
      await client.connect();
      try {
        const now = app.get(Clock).now();
        const { electors, resumedAt } = await loadRollCut(client, await openRollFile(file), inForceFrom, now);
        if (resumedAt > 0) say(`Se continuó una carga interrumpida en la fila ${resumedAt.toLocaleString('es-MX')}.`);
        say(
          `Corte cargado: ${electors.toLocaleString('es-MX')} personas; en vigor desde ${inForceFrom.toISOString()}.`,
        );
      } catch (error) {
        if (error instanceof RollFormatError)
          fail(`El archivo no se cargó, renglón ${String(error.line)}: ${error.reason}.`);
        if (error instanceof RollLoadBusyError) fail('Otro proceso está cargando ese corte; espere a que termine.');
        throw error;
      } finally {
        await client.end();
      }
    },
  },
  'roll export': {
    usage: 'roll export ARCHIVO [--cut NOMBRE] [--limit N]',
    purpose:
      'saca en un archivo (docs/roll-exchange-format.md) los identificadores de los apoyos que esperan respuesta del padrón, o de los que aún no respondió el corte --cut',
    options: { cut: text, limit: text },
    async run(app, { cut, limit }, [file]) {
      if (file === undefined) fail('Falta el archivo que se va a escribir.');
      // Made first, for this operator alone, and never over another: what is noted as taken out must be in it.
      const target = await open(file, 'wx', 0o600).catch(() => fail('Ese archivo ya existe o no se puede escribir.'));
      try {
        const {
          batchId,
          records,
          text: content,
        } = await app
          .get(Dispatcher)
          .run(operator, new ExportRollQuestions({ cut, ...(limit !== undefined && { limit: Number(limit) }) }));
        if (batchId === undefined) {
          await unlink(file);
          say('Ningún apoyo espera respuesta del padrón.');
          return;
        }
        await target.writeFile(content);
        await target.sync();
        say(
          `Lote ${batchId}: ${records.toLocaleString('es-MX')} apoyos. El archivo tiene datos personales; resguárdelo.`,
        );
      } finally {
        await target.close();
      }
    },
  },
  'roll import': {
    usage: 'roll import ARCHIVO',
    purpose: 'lee las respuestas del padrón a un lote y verifica con ellas los apoyos; repetirlo no cambia nada',
    async run(app, _, [file]) {
      if (file === undefined) fail('Falta el archivo de respuestas.');
      const { applied, repeated, unknown, faults } = await importAnswers(file, (input) =>
        app.get(Dispatcher).run(operator, new ApplyRollAnswers(input)),
      ).catch((error: unknown) => {
        if (error instanceof ExchangeFileError) fail(`No se leyó nada del archivo: ${error.reason}.`);
        throw error;
      });
      say(`Respuestas aplicadas: ${String(applied)}; ya aplicadas antes: ${String(repeated)}.`);
      if (unknown.length > 0) say(`No son de ese lote: ${unknown.join(', ')}.`);
      for (const { line, fault } of faults) say(`Renglón ${String(line)}: ${fault} no es válido.`);
      if (unknown.length + faults.length > 0) process.exitCode = 1;
    },
  },
  'territory load': {
    usage: 'territory load ARCHIVO',
    purpose: 'carga un catálogo de municipios, secciones y distritos (docs/territory-format.md)',
    async run(app, _, [file]) {
      if (file === undefined) fail('Falta el archivo del catálogo.');
      const { entidades, validFrom } = await app
        .get(Dispatcher)
        .run(operator, new LoadTerritory({ file: await readFile(file, 'utf8') }));
      for (const { entidad, municipalities, sections } of entidades) {
        say(`Entidad ${entidad}: ${String(municipalities)} municipios y ${String(sections)} secciones.`);
      }
      say(
        entidades.length === 0
          ? 'Ese archivo ya estaba cargado; nada cambió.'
          : `Catálogo cargado; vigente desde el ${formatCentral(new Date(validFrom)).slice(0, 10)} (hora centro).`,
      );
    },
  },
  'mail bounce': {
    usage: 'mail bounce ARCHIVO|-',
    purpose:
      'lee un aviso de entrega (RFC 3464), de un archivo o de la entrada estándar, y lo muestra donde corresponde',
    async run(app, _values, [file]) {
      if (file === undefined) fail('Falta el archivo del aviso; con - se lee de la entrada estándar.');
      const notification = await readAtMost(
        file === '-' ? process.stdin : createReadStream(file),
        LARGEST_NOTIFICATION,
      );
      const { recorded, known } = await app.get(Dispatcher).run(operator, new RecordBounce({ notification }));
      if (recorded > 0) say(`Avisos registrados: ${String(recorded)}.`);
      else say(known > 0 ? 'El aviso ya estaba registrado.' : 'El aviso no dice que un correo se haya devuelto.');
    },
  },
  'storage collect': {
    usage: 'storage collect',
    purpose: 'busca archivos sin registro que los ampare y borra los que lleven así más de un día, dejando constancia',
    async run(app) {
      const { seen, waiting, removed, unknown } = await app.get(OrphanCollector).collect();
      say(`Archivos: ${String(seen)}; sin registro, en espera: ${String(waiting)}; borrados: ${String(removed)}.`);
      if (unknown > 0) say(`${String(unknown)} archivos están en carpetas que el sistema no conoce y no se tocaron.`);
    },
  },
  'storage scrub': {
    usage: 'storage scrub [--records N]',
    purpose: 'vuelve a leer lo recibido y lo compara con su huella; termina con error si algo falta o cambió',
    options: { records: text },
    async run(app, { records = '1000' }) {
      const { checked, bytes, damaged } = await app.get(Scrub).run(Number(records));
      say(`Leídos: ${String(checked)} archivos, ${(bytes / 1_000_000).toFixed(1)} MB.`);
      if (damaged.length > 0) fail(`Dañados o faltantes (${String(damaged.length)}):\n${damaged.join('\n')}`);
    },
  },
  'office kind': {
    usage: 'office kind --key … --label … --scope entidad|local-district|municipality --days … [--entidades 04,29]',
    purpose: 'agrega un tipo de cargo o cambia su nombre, sus entidades y los días que puede durar su captación',
    options: { key: text, label: text, scope: text, days: text, entidades: text },
    async run(app, values) {
      const value = (name: string): string => values[name] ?? fail(`Falta --${name}.`);
      const scope = value('scope');
      if (scope !== 'entidad' && scope !== 'local-district' && scope !== 'municipality') {
        fail('--scope es entidad, local-district o municipality.');
      }
      await app.get(Dispatcher).run(
        operator,
        new SetOfficeKind({
          key: value('key'),
          label: value('label'),
          scope,
          longestDays: Number(value('days')),
          entidades: values['entidades']?.split(','),
        }),
      );
      say(`Tipo de cargo ${value('key')} guardado.`);
    },
  },
  'load tickets': {
    usage: 'load tickets --process ID_PROCESO --devices N --mailbox CORREO --out ARCHIVO [--hours H]',
    purpose:
      'da pases a N teléfonos simulados para una prueba de carga; solo en un proceso de práctica (docs/operations/load.md)',
    options: { process: text, devices: text, mailbox: text, out: text, hours: text },
    async run(app, values) {
      const value = (name: string): string => values[name] ?? fail(`Falta --${name}.`);
      const [idProceso, out] = [value('process'), value('out')];
      const tickets = await app.get(Dispatcher).run(
        operator,
        new IssueLoadTickets({
          ...{ idProceso, devices: Number(value('devices')), mailbox: value('mailbox') },
          hours: values['hours'] === undefined ? undefined : Number(values['hours']),
        }),
      );
      const root = await app.get(Signing).publicJwk('root');
      await writeTickets(out, { version: 1, idProceso, root, tickets });
      say(`Pases para ${String(tickets.length)} dispositivos en ${out}. Bórrelo al terminar la prueba.`);
    },
  },
  'keys list': {
    usage: 'keys list',
    purpose: 'muestra las llaves públicas con que firma y recibe esta instalación',
    async run(app) {
      for (const name of PAIRS) say(JSON.stringify(await app.get(Signing).publicJwk(name)));
    },
  },
  'keys test': {
    usage: 'keys test',
    purpose:
      'comprueba que la llave de recepción abre lo que se cifra para ella (por ejemplo, tras restaurar un respaldo)',
    async run(app) {
      const signing = app.get(Signing);
      const sealed = await encryptFor(await signing.publicJwk('intake'), Buffer.from('prueba'));
      const opened = await signing.open('intake', sealed);
      if (opened.toString() !== 'prueba') fail('La llave de recepción no abrió la prueba.');
      for (const name of PAIRS) await signing.verify(name, await signing.sign(name, { prueba: true }));
      say('Las llaves abren y firman.');
    },
  },
};

/** What operators do without a screen. */
async function main(args: readonly string[]): Promise<void> {
  const found = Object.entries(OPERATIONS).find(([name]) => args.join(' ').startsWith(name));
  if (!found) {
    say(help());
    if (args.length > 0 && args[0] !== 'help') process.exitCode = 2;
    return;
  }
  const [name, operation] = found;
  const { values, positionals } = parseArgs({
    args: args.slice(name.split(' ').length),
    options: operation.options ?? {},
    allowPositionals: true,
  });
  const app = await createWorker(loadConfig(process.env));
  try {
    await operation.run(app, values as Record<string, string>, positionals);
  } finally {
    await app.close();
  }
}

function help(): string {
  const lines = Object.values(OPERATIONS).map(({ usage, purpose }) => `  ${usage}\n      ${purpose}`);
  return ['Uso: npm run cli -- ORDEN', '', ...lines].join('\n');
}

async function readAtMost(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) fail('El archivo es demasiado grande para ser un aviso de entrega.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function centralInstant(option: string, value: string): string {
  try {
    return parseCentral(value).toISOString();
  } catch {
    return fail(`${option} no es una fecha y hora (hora centro); por ejemplo 2027-01-10T22:00.`);
  }
}

function fail(sentence: string): never {
  throw new Error(sentence);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof DomainError)) return reportFatal(error);
  for (const fault of error.all()) process.stderr.write(`${sentenceFor(fault)}\n`);
  process.exitCode = 1;
  return undefined;
});
