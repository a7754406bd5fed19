import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { KeyBackups } from '../backup/key-backup.js';
import {
  FolderNotEmptyError,
  restoreKeys,
  testRestoredKeys,
  verifyKeyBackup,
  type KeyTarget,
  type RestoredKeys,
} from '../backup/key-restore.js';
import { formatCentral } from '../clock/central-time.js';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { keyLine, PAIR_LABELS } from '../crypto/key-lines.js';
import { generationOf, KeyStore, type StoredKey } from '../crypto/key-store.js';
import { randomBuffer } from '../crypto/random.js';
import { encryptFor, keyPairName, newPrivateKey, Signing, type PublicJwk } from '../crypto/signing.js';
import { cliCommand, fail, say } from './cli-command.js';

const PRIVATE_KEY = { value: 'ARCHIVO', purpose: 'la llave privada de los respaldos', required: true } as const;
const PAIRS = ['intake', 'receipt', 'lease', 'audit'] as const;
/** The keys that the root key signs: a new one is used only once it is in a published key set. */
const IN_KEY_SET: ReadonlySet<string> = new Set(['intake', 'receipt', 'lease'].map(keyPairName));
const ROTATED: Readonly<Record<string, { readonly name: string; readonly make: () => Buffer }>> = {
  intake: { name: keyPairName('intake'), make: newPrivateKey },
  receipt: { name: keyPairName('receipt'), make: newPrivateKey },
  lease: { name: keyPairName('lease'), make: newPrivateKey },
  ticket: { name: keyPairName('ticket'), make: newPrivateKey },
  field: { name: 'field', make: () => randomBuffer(32) },
  evidence: { name: 'evidence', make: () => randomBuffer(32) },
};

function stateOf({ kid, active, retired }: StoredKey, inUse: StoredKey | undefined): string {
  if (!active) return 'todavía no se usa';
  if (retired) return 'retirada';
  return kid === inUse?.kid ? 'en uso' : 'anterior';
}

export default [
  cliCommand({
    name: 'keys list',
    purpose: 'muestra las llaves públicas con que firma y recibe esta instalación, con la misma huella que «keys sign»',
    async run(app) {
      const stored = await app.get(KeyStore).list();
      for (const [name, label] of Object.entries(PAIR_LABELS)) {
        const generations = stored.filter((key) => key.name === name).sort((a, b) => generationOf(b) - generationOf(a));
        const inUse = generations.find(({ active }) => active);
        for (const key of generations) {
          if (key.publicJwk) say(keyLine(label, { ...key.publicJwk, kid: key.kid }, stateOf(key, inUse)));
        }
        if (generations.length === 0) say(`${label}: todavía no hay; la crea un proceso de trabajo`);
      }
    },
  }),
  cliCommand({
    name: 'keys test',
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
  }),
  cliCommand({
    name: 'keys rotate',
    purpose: 'crea la siguiente generación de una llave; la anterior sigue abriendo y verificando lo que ya existe',
    argument: { name: 'LLAVE', purpose: Object.keys(ROTATED).join(', ') },
    async run(app, _, which) {
      const rotated =
        ROTATED[which] ?? fail(`No se puede renovar «${which}». Elija: ${Object.keys(ROTATED).join(', ')}.`);
      const { name, make } = rotated;
      const { rootPublicKey, mode } = app.get(AppConfig);
      // An intake key that is on only one disk must not receive records (decision 4).
      const waitsForBackup = which === 'intake' && mode === 'production';
      const waits = IN_KEY_SET.has(name) && (rootPublicKey !== undefined || waitsForBackup);
      const { kid, active } = await app.get(KeyStore).rotate(name, make, waits);
      say(`Llave nueva: ${kid}.`);
      if (active) say('Los procesos en marcha la usan en unos segundos.');
      if (!active && waitsForBackup)
        say('Respáldela: no se usará sin «keys backup», «keys verify-backup» y «keys confirm-backup».');
      if (!active && rootPublicKey)
        say('Se usará cuando la raíz la firme: «keys request», «keys sign» y «keys publish».');
    },
  }),
  cliCommand({
    name: 'keys separate',
    purpose:
      'protege la llave de recepción con INTAKE_KEK, que solo tienen los procesos de trabajo, y la pasa a INTAKE_KEYS_DIR',
    options: { key: { value: 'LLAVE', purpose: 'una llave que apareció después; antes confirme que es suya' } },
    async run(app, { key }) {
      if (!app.get(AppConfig).intakeKeyEncryptionKey) fail('Falta INTAKE_KEK_FILE, la llave que la protegerá.');
      const moved = await app
        .get(KeyStore)
        .separate(key)
        .catch((error: unknown) => {
          if (!(error instanceof RangeError)) throw error;
          return fail(
            'La llave de recepción ya estaba separada, y hay otra sin separar, que pudo poner un intruso. Si es suya, nómbrela con --key.',
          );
        });
      for (const { kid, thumbprint } of moved) say(`Separada: ${kid}, huella ${thumbprint}.`);
      say(moved.length === 0 ? 'No hay llaves por separar.' : 'Respalde las llaves de nuevo.');
    },
  }),
  cliCommand({
    name: 'keys backup',
    purpose: 'respalda todas las llaves en un archivo cifrado; guárdelo aparte de los datos y de las llaves KEK',
    options: {
      to: { value: 'ARCHIVO', purpose: 'el archivo que se escribe; no debe existir', required: true },
      key: { value: 'ARCHIVO', purpose: 'la llave pública de los respaldos («backup key»)', required: true },
    },
    async run(app, { to, key }) {
      const recipient = JSON.parse(await readFile(key, 'utf8')) as PublicJwk;
      await writeFile(to, await app.get(KeyBackups).create(recipient), { mode: 0o600, flag: 'wx', flush: true });
      say('Respaldo escrito. Compruébelo donde se restauraría con «keys verify-backup»; ese paso muestra un código.');
    },
  }),
  cliCommand({
    name: 'keys verify-backup',
    withoutDatabase: true,
    purpose:
      'restaura un respaldo de las llaves en una carpeta temporal y abre con ellas los registros de prueba; muestra el código para «keys confirm-backup»',
    argument: { name: 'ARCHIVO', purpose: 'el respaldo' },
    options: { key: PRIVATE_KEY },
    exitsWithOneWhen: 'si alguna llave o registro de prueba no se abre',
    async run(app, { key }, file) {
      const privateJwk = JSON.parse(await readFile(key, 'utf8')) as object;
      const open = (folder: string): KeyStore => storeOf(app, { folder, intakeFolder: folder });
      report(await verifyKeyBackup(createReadStream(file), privateJwk, open).catch(unreadable));
    },
  }),
  cliCommand({
    name: 'keys restore',
    withoutDatabase: true,
    purpose: 'restaura un respaldo de las llaves en una carpeta vacía y abre con ellas los registros de prueba',
    argument: { name: 'ARCHIVO', purpose: 'el respaldo' },
    options: {
      key: PRIVATE_KEY,
      to: { value: 'CARPETA', purpose: 'la carpeta, vacía, que será KEYS_DIR', required: true },
      'intake-to': {
        value: 'CARPETA',
        purpose: 'la carpeta, vacía, que será INTAKE_KEYS_DIR; si falta, las de recepción quedan con las demás',
      },
    },
    exitsWithOneWhen: 'si alguna llave o registro de prueba no se abre; los archivos quedan restaurados',
    async run(app, { key, to, 'intake-to': intakeTo }, file) {
      const privateJwk = JSON.parse(await readFile(key, 'utf8')) as object;
      const target = { folder: resolve(to), intakeFolder: resolve(intakeTo ?? to) };
      const content = await restoreKeys(createReadStream(file), privateJwk, target).catch(unreadable);
      report(await testRestoredKeys(content, storeOf(app, target)).catch(unreadable));
    },
  }),
  cliCommand({
    name: 'keys confirm-backup',
    purpose: 'anota que un respaldo restaurado abrió los registros de prueba; sin esto no se abre ningún periodo',
    argument: { name: 'CÓDIGO', purpose: 'el que mostró «keys verify-backup» o «keys restore»' },
    async run(app, _, code) {
      const kids = await app.get(KeyBackups).confirm(code);
      if (!kids) fail('El código no corresponde a ningún respaldo de esta instalación. Revíselo y ejecute de nuevo.');
      const intake = kids.filter((kid) => kid.startsWith(`${keyPairName('intake')}-`));
      say(`Respaldo comprobado: ${String(kids.length)} llaves; de recepción: ${intake.join(', ') || 'ninguna'}.`);
    },
  }),
];

/** The keys in these folders, with the key-encryption keys of this process. */
function storeOf(app: INestApplicationContext, { folder, intakeFolder }: KeyTarget): KeyStore {
  const { keyEncryptionKey, intakeKeyEncryptionKey } = app.get(AppConfig);
  return new KeyStore(folder, keyEncryptionKey, () => app.get(Clock).now(), { intakeFolder, intakeKeyEncryptionKey });
}

/** @throws CliFailure if something was not opened */
function report({ createdAt, keys, unopened, code }: RestoredKeys): void {
  say(`Respaldo del ${formatCentral(new Date(createdAt))} (hora centro): ${String(keys.length)} llaves.`);
  if (unopened.length > 0) fail(`No se abrieron: ${unopened.join(', ')}.`);
  say(`Los registros de prueba se abrieron. Código: ${code}`);
}

function unreadable(error: unknown): never {
  if (error instanceof FolderNotEmptyError) fail(`La carpeta ${error.message} no está vacía. Elija otra.`);
  return fail('El respaldo no se pudo abrir: está dañado, o es de otra llave de respaldos o de otras llaves KEK.');
}
