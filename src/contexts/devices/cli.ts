import { readFile, writeFile } from 'node:fs/promises';
import { formatCentral } from '../../kernel/clock/central-time.js';
import { Clock } from '../../kernel/clock/clock.js';
import { cliCommand, fail, operator, say } from '../../kernel/cli/cli-command.js';
import { AppConfig } from '../../kernel/config/config.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { generateDeviceKeyPair } from '../../kernel/crypto/key-pair.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { signJws } from '../../kernel/crypto/signing.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { randomId } from '../../kernel/crypto/random.js';
import {
  DAY_MS,
  KEY_SET_DAYS,
  KEY_SET_WARNING_DAYS,
  keySetRequestSchema,
  signedKeySetSchema,
  toVersion1,
  withTerm,
} from './domain/key-set.js';
import { PrepareKeySet, PublishKeySet } from './index.js';
import { currentKeySet } from './persistence/key-sets.js';

const ROOT = { value: 'ARCHIVO', purpose: 'la llave privada de la raíz', required: true } as const;

export default [
  cliCommand({
    name: 'keys root',
    withoutConfiguration: true,
    purpose: 'crea la llave raíz, en una máquina sin red; la privada no debe llegar nunca al servidor',
    options: {
      public: {
        value: 'ARCHIVO',
        purpose: 'dónde se escribe la parte pública, para la app y el servidor',
        required: true,
      },
      private: { value: 'ARCHIVO', purpose: 'dónde se escribe la privada', required: true },
    },
    async run(_, { public: publicFile, private: privateFile }) {
      const { publicJwk, privateJwk } = await generateDeviceKeyPair();
      const kid = `root-${sha256(JSON.stringify([publicJwk.x, publicJwk.y]))
        .toString('hex')
        .slice(0, 12)}`;
      await writeFile(privateFile, JSON.stringify({ ...privateJwk, kid }), { mode: 0o600, flag: 'wx', flush: true });
      await writeFile(publicFile, JSON.stringify({ ...publicJwk, kid }), { flag: 'wx' });
      say(`Raíz ${kid}. Guarde la parte privada en dos lugares, fuera de línea: la app no acepta otra.`);
    },
  }),
  cliCommand({
    name: 'keys request',
    purpose: 'escribe las llaves públicas que la raíz debe firmar, con las que esperan su firma',
    argument: { name: 'ARCHIVO', purpose: 'el archivo que se va a escribir' },
    async run(app, _, file) {
      const request = await app.get(Dispatcher).ask(operator, new PrepareKeySet({}));
      await writeFile(file, JSON.stringify(request, undefined, 2), { flag: 'wx' });
      say(`Solicitud ${String(request.serial)}. Llévela a la máquina de la raíz y ejecute ahí «keys sign».`);
    },
  }),
  cliCommand({
    name: 'keys sign',
    withoutConfiguration: true,
    purpose: 'firma con la raíz, sin red, las llaves de «keys request»',
    argument: { name: 'ARCHIVO', purpose: 'la solicitud' },
    options: {
      root: ROOT,
      to: { value: 'ARCHIVO', purpose: 'dónde se escriben las llaves firmadas', required: true },
      days: { value: 'N', purpose: `cuántos días valen, ${String(KEY_SET_DAYS)} si no se dice` },
    },
    async run(app, { root, to, days = String(KEY_SET_DAYS) }, file) {
      if (!/^[1-9]\d{0,3}$/.test(days)) fail('--days debe ser un número de días, de 1 a 9999.');
      const request = keySetRequestSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
      if (!request.success) fail('El archivo no es una solicitud de «keys request».');
      const privateJwk = JSON.parse(await readFile(root, 'utf8')) as Parameters<typeof signJws>[0];
      const keySet = withTerm(request.data, app.get(Clock).now(), Number(days));
      const { intake, receipt, lease, serial, expiresAt } = keySet;
      for (const [use, keys] of Object.entries({ recepción: [intake], acuses: receipt, arrendamientos: lease })) {
        for (const { kid, x } of keys) say(`${use}: ${kid} ${x.slice(0, 12)}…`);
      }
      const signed = { keySet: signJws(privateJwk, keySet), keySetV1: signJws(privateJwk, toVersion1(keySet)) };
      await writeFile(to, JSON.stringify(signed), { flag: 'wx' });
      say(`Firmadas con el número ${String(serial)}; vencen el ${formatCentral(new Date(expiresAt))} (hora centro).`);
      say('Compare lo anterior con «keys list» del servidor y publíquelas ahí con «keys publish».');
    },
  }),
  cliCommand({
    name: 'keys publish',
    purpose: 'publica las llaves que firmó la raíz; los dispositivos las reciben la próxima vez que se conecten',
    argument: { name: 'ARCHIVO', purpose: 'las llaves firmadas' },
    async run(app, _, file) {
      const signed = signedKeySetSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
      if (!signed.success) fail('El archivo no es de «keys sign».');
      const { serial, expiresAt } = await app.get(Dispatcher).run(operator, new PublishKeySet(signed.data));
      say(`Publicadas con el número ${String(serial)}; vencen el ${formatCentral(new Date(expiresAt))} (hora centro).`);
    },
  }),
  cliCommand({
    name: 'keys expiry',
    purpose: 'muestra cuándo se creó cada llave y cuándo vencen las publicadas',
    exitsWithOneWhen: `si vencen en menos de ${String(KEY_SET_WARNING_DAYS)} días o no hay llaves publicadas`,
    async run(app) {
      for (const { kid, createdAt, active, jobsOnly } of await app.get(KeyStore).list()) {
        const notes = [active ? '' : 'espera la firma de la raíz', jobsOnly ? 'solo procesos de trabajo' : ''];
        say([kid, formatCentral(new Date(createdAt)), ...notes].filter(Boolean).join('  '));
      }
      if (!app.get(AppConfig).rootPublicKey) fail('Esta instalación firma sus llaves ella misma: no hay raíz aparte.');
      const published = await app
        .get(TransactionRunner)
        .runAsSystem({ name: 'devices.key-expiry', correlationId: randomId() }, () =>
          currentKeySet(app.get(UnitOfWork)),
        );
      if (!published)
        fail('No se ha publicado ningún conjunto de llaves: «keys request», «keys sign», «keys publish».');
      const expiresAt = new Date(published.expiresAt);
      say(`Publicadas con el número ${String(published.serial)}; vencen el ${formatCentral(expiresAt)} (hora centro).`);
      const left = (expiresAt.getTime() - app.get(Clock).now().getTime()) / DAY_MS;
      if (left < KEY_SET_WARNING_DAYS) fail(`Faltan ${String(Math.max(0, Math.floor(left)))} días. Firme otras.`);
    },
  }),
];
