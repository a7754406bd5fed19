import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { takeBaseBackup } from '../backup/base-backup.js';
import { BackupFolder } from '../backup/backup-folder.js';
import { copyBlobs } from '../backup/blob-copies.js';
import { ReplicationConnection, formatLsn } from '../backup/replication-connection.js';
import { restoreBlobs, restoreDatabase } from '../backup/restore.js';
import { verifyBackup, verifyBlobs } from '../backup/verify.js';
import { WalArchive } from '../backup/wal-archive.js';
import { formatCentral } from '../clock/central-time.js';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { generateP256KeyPair } from '../crypto/key-pair.js';
import type { PublicJwk } from '../crypto/signing.js';
import { BlobStore } from '../storage/blob-store.js';
import { parseInstant } from '#electoral/time';
import { cliCommand, fail, say } from './cli-command.js';

/** The commits of the heartbeat let a restore stop at any second, even if nothing else is written. */
const HEARTBEAT_MS = 2000;
const FOLDER = {
  value: 'CARPETA',
  purpose: 'la carpeta de los respaldos, en otro medio que los datos',
  required: true,
} as const;
const PUBLIC_KEY = { value: 'ARCHIVO', purpose: 'la llave pública de los respaldos', required: true } as const;
const PRIVATE_KEY = { value: 'ARCHIVO', purpose: 'la llave privada de los respaldos', required: true } as const;

export default [
  cliCommand({
    name: 'backup key',
    withoutConfiguration: true,
    purpose: 'crea las llaves de los respaldos; la privada se guarda fuera del servidor y solo sirve para restaurar',
    options: {
      public: { value: 'ARCHIVO', purpose: 'dónde se escribe la llave pública', required: true },
      private: { value: 'ARCHIVO', purpose: 'dónde se escribe la llave privada', required: true },
    },
    async run(_, { public: publicFile, private: privateFile }) {
      const { publicJwk, privateJwk } = await generateP256KeyPair();
      await writeFile(privateFile, JSON.stringify(privateJwk), { mode: 0o600, flag: 'wx' });
      await writeFile(publicFile, JSON.stringify(publicJwk), { flag: 'wx' });
      say('Guarde la llave privada en otro lugar: sin ella nadie puede restaurar, y con ella cualquiera puede leer.');
    },
  }),
  cliCommand({
    name: 'backup',
    purpose: 'respalda la base de datos y los archivos que falten en el respaldo',
    options: { to: FOLDER, key: PUBLIC_KEY },
    exitsWithOneWhen: 'si un archivo no se pudo leer',
    async run(app, { to, key }) {
      const folder = new BackupFolder(to);
      const recipient = await readKey<PublicJwk>(key);
      const now = (): Date => app.get(Clock).now();
      const connection = await connect(app);
      const backup = await takeBaseBackup(folder, connection, recipient, now).finally(() => connection.close());
      const megabytes = backup.files.reduce((sum, { size }) => sum + size, 0) / 1_000_000;
      say(`Base de datos: ${backup.id}, ${megabytes.toFixed(1)} MB, consistente desde ${central(backup.endedAt)}.`);
      // Copied after the database, so that every row has its file.
      const { copied, bytes, unreadable } = await copyBlobs(app.get(BlobStore), folder, now);
      say(`Archivos copiados: ${String(copied)}, ${(bytes / 1_000_000).toFixed(1)} MB.`);
      for (const key of unreadable) say(`  ${key}: no se pudo leer`);
      if (unreadable.length > 0) fail(`Archivos sin copiar: ${String(unreadable.length)}.`);
    },
  }),
  cliCommand({
    name: 'backup follow',
    purpose:
      'archiva sin interrupción los cambios de la base de datos (WAL) y los archivos nuevos, hasta que se detenga',
    options: {
      to: FOLDER,
      key: PUBLIC_KEY,
      blobs: { value: 'SEGUNDOS', purpose: 'cada cuánto se copian los archivos nuevos, 300 si no se dice' },
    },
    async run(app, { to, key, blobs = '300' }) {
      const folder = new BackupFolder(to);
      const recipient = await readKey<PublicJwk>(key);
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          stop.abort();
        });
      }
      const connection = await connect(app);
      const { systemIdentifier, timeline } = await connection.identify();
      const bases = (await folder.baseBackups()).filter((base) => base.systemIdentifier === systemIdentifier);
      if (!bases.some((base) => base.timeline === timeline)) {
        say(
          'Aún no hay un respaldo de esta base de datos: ejecute «backup» ahora, mientras esta orden sigue en marcha.',
        );
      }
      let first = true;
      const onDurable = (lsn: bigint): void => {
        if (first) say(`Archivando desde ${formatLsn(lsn)}.`);
        first = false;
      };
      const copying = repeat(Number(blobs) * 1000, stop.signal, async () => {
        const { unreadable } = await copyBlobs(app.get(BlobStore), folder, () => app.get(Clock).now());
        for (const key of unreadable) say(`${key}: no se pudo leer`);
      });
      const heartbeat = repeat(HEARTBEAT_MS, stop.signal, async () => {
        await app.get(EntityManager).fork().execute('select pg_current_xact_id()');
      });
      try {
        await WalArchive.follow(folder, connection, recipient, { signal: stop.signal, onDurable });
      } finally {
        stop.abort();
        await Promise.allSettled([copying, heartbeat]);
        await connection.close();
      }
    },
  }),
  cliCommand({
    name: 'backup verify',
    withoutDatabase: true,
    purpose: 'descifra los respaldos por completo y los compara con sus huellas',
    options: { from: FOLDER, key: PRIVATE_KEY },
    exitsWithOneWhen: 'si algo falta o cambió',
    async run(_, { from, key }) {
      const folder = new BackupFolder(from);
      const privateJwk = await readKey(key);
      const bases = await folder.baseBackups();
      if (bases.length === 0) fail('No hay ningún respaldo de la base de datos.');
      let faulty = 0;
      for (const base of bases) {
        const { id, files, segments, restorableUntil, faults } = await verifyBackup(folder, privateJwk, base);
        say(`${id}: ${String(files)} archivos de la base de datos, ${String(segments)} segmentos de WAL.`);
        for (const fault of faults) say(`  ${fault}`);
        faulty += faults.length;
        say(`  Se puede restaurar a cualquier instante del ${central(base.endedAt)} al ${central(restorableUntil)}.`);
      }
      const { checked, damaged, unlisted } = await verifyBlobs(folder);
      say(`Copias de archivos: ${String(checked)}.`);
      for (const key of damaged) say(`  ${key}: falta o cambió`);
      for (const key of unlisted) say(`  ${key}: sin huella; «backup» la vuelve a copiar si el archivo aún existe`);
      faulty += damaged.length + unlisted.length;
      if (faulty > 0) fail(`Faltan, cambiaron o no tienen huella: ${String(faulty)}.`);
    },
  }),
  cliCommand({
    name: 'restore',
    withoutDatabase: true,
    purpose: 'escribe la carpeta de datos de PostgreSQL a partir de un respaldo, y los archivos que falten',
    options: {
      from: FOLDER,
      key: PRIVATE_KEY,
      database: {
        value: 'CARPETA',
        purpose: 'la carpeta de datos de PostgreSQL, vacía; si no se dice, solo se reponen los archivos',
      },
      until: {
        value: 'INSTANTE',
        purpose: 'hasta cuándo, ISO 8601 con zona; si no se dice, hasta lo último archivado',
      },
    },
    exitsWithOneWhen: 'si la copia de un archivo falta o cambió',
    async run(app, { from, key, database, until }) {
      const folder = new BackupFolder(from);
      const instant = until === undefined ? undefined : parseInstant(until);
      if (until !== undefined && !instant) {
        fail('--until no es un instante con zona; por ejemplo 2027-01-15T12:00:00-06:00.');
      }
      if (database !== undefined) {
        const restored = await restoreDatabase(folder, await readKey(key), { dataFolder: database, until: instant });
        const { backup, segments, restorableUntil, fault, stopsAtInstant } = restored;
        say(`Base de datos: respaldo ${backup.id} y ${String(segments)} segmentos de WAL.`);
        if (fault !== undefined) say(`Lo posterior a esos segmentos no se puede restaurar: ${fault}.`);
        if (stopsAtInstant) say(`PostgreSQL se detendrá en ${central(instant?.toISOString() ?? '')}.`);
        else
          say(
            `PostgreSQL llegará a lo último archivado, ${central(restorableUntil)}. Lo posterior no está en el respaldo.`,
          );
        const lost = Math.max(0, (app.get(Clock).now().getTime() - Date.parse(restorableUntil)) / 1000);
        say(`Lo último archivado es de hace ${lost.toFixed(0)} segundos.`);
        say(
          'Entregue la carpeta al usuario de PostgreSQL, inícielo y siga «After a restore» de docs/operations/runbook.md.',
        );
      }
      const { restored, damaged } = await restoreBlobs(folder, app.get(BlobStore));
      say(`Archivos repuestos: ${String(restored)}.`);
      for (const damagedKey of damaged) say(`  ${damagedKey}: la copia falta o cambió`);
      if (damaged.length > 0) fail(`Archivos que no se pudieron reponer: ${String(damaged.length)}.`);
    },
  }),
];

const connect = (app: INestApplicationContext): Promise<ReplicationConnection> =>
  ReplicationConnection.open(app.get(AppConfig).backupDatabaseUrl);

const central = (instant: string): string => `${formatCentral(new Date(instant))} (hora centro)`;

async function readKey<Key extends object = object>(file: string): Promise<Key> {
  return JSON.parse(await readFile(file, 'utf8')) as Key;
}

/** Runs `work` immediately and then at an interval, until aborted. Reports a failure and continues. */
async function repeat(everyMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error: unknown) => {
      if (!signal.aborted) say(error instanceof Error ? error.message : 'falló');
    });
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
