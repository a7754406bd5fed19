import { createReadStream } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { formatCentral } from '../clock/central-time.js';
import { AppConfig } from '../config/config.js';
import { migrate } from '../database/migrate.js';
import { provision, ProvisionError, type ProvisionFault } from '../database/provision.js';
import { GetSystemStatus } from '../health/get-system-status.js';
import { AuthenticMessages } from '../jobs/authentic-messages.js';
import { ListStuckMessages } from '../jobs/list-stuck-messages.js';
import { RetryMessage } from '../jobs/retry-message.js';
import { RetryMessages } from '../jobs/retry-messages.js';
import { RecordBounce } from '../mail/record-bounce.js';
import { Dispatcher } from '../messaging/dispatcher.js';
import { CollectionSuspension, type SuspensionCause } from '../storage/collection-suspension.js';
import { OrphanCollector } from '../storage/orphan-collector.js';
import { Scrub } from '../storage/scrub.js';
import { StorageStatus } from '../storage/storage-status.js';
import { cliCommand, fail, operator, say } from './cli-command.js';

const PROVISION_FAULTS: Readonly<Record<ProvisionFault, string>> = {
  'same-user': 'OWNER_DATABASE_URL y DATABASE_URL nombran al mismo usuario; dé a DATABASE_URL otro.',
  'no-user': 'DATABASE_URL no nombra a un usuario; agréguelo, por ejemplo postgres://apoyo_app:…@servidor/apoyo.',
  'too-powerful':
    'El usuario de DATABASE_URL administra PostgreSQL, es dueño de tablas o tiene otros roles; dé a DATABASE_URL otro ' +
    'usuario, y esta orden lo crea.',
};
/** A notification may include the whole message with its attachments. */
const MAX_NOTIFICATION_BYTES = 32 * 1024 * 1024;

export default [
  cliCommand({
    name: 'provision',
    withoutDatabase: true,
    purpose:
      'crea en PostgreSQL los roles y el usuario de DATABASE_URL, con la cuenta de OWNER_DATABASE_URL; puede repetirse',
    async run(app) {
      const { databaseUrl, ownerDatabaseUrl } = app.get(AppConfig);
      try {
        await provision(ownerDatabaseUrl, databaseUrl);
      } catch (error) {
        if (!(error instanceof ProvisionError)) throw error;
        fail(PROVISION_FAULTS[error.fault]);
      }
      say('Los roles están listos. Siga con «migrate».');
    },
  }),
  cliCommand({
    name: 'migrate',
    purpose:
      'aplica los cambios que falten en la base de datos y da sus permisos a la aplicación, con OWNER_DATABASE_URL',
    async run(app) {
      const applied = await migrate(app);
      say(applied.length === 0 ? 'La base de datos ya está al día.' : `Se aplicaron: ${applied.join(', ')}`);
    },
  }),
  cliCommand({
    name: 'mail bounce',
    purpose:
      'lee un aviso de entrega (RFC 3464), de un archivo o de la entrada estándar, y lo muestra donde corresponde',
    argument: { name: 'ARCHIVO|-', purpose: 'el archivo del aviso; con - se lee de la entrada estándar' },
    async run(app, _, file) {
      const source = file === '-' ? process.stdin : createReadStream(file);
      const notification = await readAtMost(source, MAX_NOTIFICATION_BYTES);
      const { recorded, known } = await app.get(Dispatcher).run(operator, new RecordBounce({ notification }));
      if (recorded > 0) say(`Avisos registrados: ${String(recorded)}.`);
      else say(known > 0 ? 'El aviso ya estaba registrado.' : 'El aviso no dice que un correo se haya devuelto.');
    },
  }),
  cliCommand({
    name: 'status',
    purpose: 'muestra lo que espera y el espacio libre, y qué hay que atender; un atraso no detiene la recepción',
    exitsWithOneWhen: 'si algo pasa de su límite',
    async run(app) {
      const figures = await app.get(Dispatcher).ask(operator, new GetSystemStatus({}));
      for (const { name, value, unit, limit, alarm, label, remedy } of figures) {
        const state = alarm ? 'ATENDER' : 'bien';
        say(
          `${state}  ${name}=${String(value)}${unit} (límite ${String(limit)}${unit})  ${label}${alarm ? `. ${remedy}` : ''}`,
        );
      }
      if (figures.some(({ alarm }) => alarm)) process.exitCode = 1;
    },
  }),
  cliCommand({
    name: 'messages list',
    purpose: 'muestra los correos y trabajos internos detenidos, desde cuándo y por qué; primero los más antiguos',
    options: { limit: { value: 'N', purpose: 'cuántos a lo más, 50 si no se dice' } },
    async run(app, { limit = '50' }) {
      const { rows, total } = await app.get(Dispatcher).ask(operator, new ListStuckMessages({ limit: Number(limit) }));
      for (const { id, state, stuckSince, attempts, type, lastError } of rows) {
        say([id, state, stuckSince, `intentos=${String(attempts)}`, type, lastError ?? ''].join('  '));
      }
      say(`Detenidos: ${total.more ? 'más de ' : ''}${String(total.value)}.`);
    },
  }),
  cliCommand({
    name: 'messages release',
    purpose: 'intenta de nuevo un correo o trabajo interno detenido, o todos; lo que ya se hizo no se repite',
    options: { message: { value: 'ID', purpose: 'solo este, como lo muestra messages list' } },
    async run(app, { message }) {
      const dispatcher = app.get(Dispatcher);
      let released = 0;
      if (message !== undefined) {
        await dispatcher.run(operator, new RetryMessage({ messageId: message }));
        released = 1;
      } else {
        for (let more = true; more;) {
          const part = await dispatcher.run(operator, new RetryMessages({}));
          released += part.released;
          more = part.more;
        }
      }
      say(`Liberados: ${String(released)}.`);
    },
  }),
  cliCommand({
    name: 'messages adopt',
    purpose: 'muestra los pendientes sin firma, o los acepta con --confirm; hágalo una vez tras la actualización',
    options: {
      reason: { value: 'TEXTO', purpose: 'por qué se hace; queda en la bitácora', required: true },
      confirm: { value: 'N', purpose: 'el número de pendientes que mostró la orden y que usted revisó' },
    },
    exitsWithOneWhen: 'si el número de pendientes no es el que se confirmó',
    async run(app, { reason, confirm }) {
      const messages = app.get(AuthenticMessages);
      if (confirm !== undefined) {
        if (!(await messages.adopt(Number(confirm), reason)))
          fail(`No hay ${confirm} pendientes sin firma; revíselos.`);
        say(`Pendientes aceptados: ${confirm}.`);
        return;
      }
      const unsigned = await messages.unsigned();
      for (const { type, messages: count, first, last } of unsigned) {
        say(`${type}: ${String(count)}, del ${formatCentral(first)} al ${formatCentral(last)} (hora centro).`);
      }
      const total = String(unsigned.reduce((sum, one) => sum + one.messages, 0));
      say(
        `Pendientes sin firma: ${total}. Nadie puede probar quién los escribió. Si los reconoce como propios, repita`,
      );
      say(`la orden con --confirm ${total}.`);
    },
  }),
  cliCommand({
    name: 'storage collect',
    purpose: 'busca archivos sin registro que los ampare y borra los que lleven así más de un día, dejando constancia',
    async run(app) {
      const found = await app.get(OrphanCollector).collect();
      const { seen, waiting, removed, unknown, kept, unrecorded } = found;
      say(`Archivos: ${String(seen)}; sin registro, en espera: ${String(waiting)}; borrados: ${String(removed)}.`);
      if (kept > 0) say(`Sin registro, se conservan siempre: ${String(kept)}.`);
      if (unrecorded > 0) say(`${String(unrecorded)} son registros recibidos o por recibir: vea «intake recover».`);
      if (unknown > 0) say(`${String(unknown)} archivos están en carpetas que el sistema no conoce y no se tocaron.`);
      if (found.suspended) await saySuspension(app);
    },
  }),
  cliCommand({
    name: 'storage status',
    purpose: 'dice si el borrado de archivos sin registro está suspendido y qué archivos faltan o están dañados',
    exitsWithOneWhen: 'si está suspendido o hay archivos dañados o faltantes',
    async run(app) {
      const { suspensions, waiting, kept, damaged } = await app.get(StorageStatus).read();
      if (suspensions.length === 0) say('El borrado de archivos sin registro está activo.');
      else await saySuspension(app);
      say(`Archivos sin registro: ${String(waiting)} en espera, ${String(kept)} que se conservan siempre.`);
      say(`Archivos dañados o faltantes: ${String(damaged)}.`);
      if (suspensions.length > 0 || damaged > 0) fail('Atienda lo anterior; vea docs/operations/runbook.md.');
    },
  }),
  cliCommand({
    name: 'storage scrub',
    purpose: 'vuelve a leer lo recibido y comprueba que no haya cambiado',
    options: { records: { value: 'N', purpose: 'cuántos registros se leen, 1000 si no se dice' } },
    exitsWithOneWhen: 'si falta algún archivo o alguno cambió',
    async run(app, { records = '1000' }) {
      const { checked, bytes, damaged, findings } = await app.get(Scrub).run(Number(records));
      say(`Leídos: ${String(checked)} archivos, ${(bytes / 1_000_000).toFixed(1)} MB.`);
      const lines = damaged.map((key) => [key, ...(findings[key] ?? [])].join(' '));
      if (lines.length > 0) fail(`Dañados o faltantes (${String(lines.length)}):\n${lines.join('\n')}`);
    },
  }),
];

const CAUSES: Readonly<Record<SuspensionCause, string>> = {
  'server-changed': 'la base de datos se restauró o cambió de servidor',
  'newer-blobs': 'hay registros guardados que la base de datos no conoce',
};

async function saySuspension(app: INestApplicationContext): Promise<void> {
  for (const { cause, since } of await app.get(CollectionSuspension).current()) {
    say(`El borrado está SUSPENDIDO desde el ${formatCentral(new Date(since))} (hora centro): ${CAUSES[cause]}.`);
  }
  say('Nada se borra. Revise la restauración y ejecute «intake recover», que repone los registros y lo reanuda.');
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
