import type { INestApplicationContext } from '@nestjs/common';
import { readFile, writeFile } from 'node:fs/promises';
import { formatCentral } from '../../kernel/clock/central-time.js';
import { Clock } from '../../kernel/clock/clock.js';
import { cliCommand, fail, operator, say } from '../../kernel/cli/cli-command.js';
import { wrapInPages } from '../../kernel/cli/wrap-in-pages.js';
import { AppConfig } from '../../kernel/config/config.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { keyLine } from '../../kernel/crypto/key-lines.js';
import { generateP256KeyPair } from '../../kernel/crypto/key-pair.js';
import { isOpen, KeyStore } from '../../kernel/crypto/key-store.js';
import { Signing, signJws } from '../../kernel/crypto/signing.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { randomId } from '../../kernel/crypto/random.js';
import {
  DAY_MS,
  isPlausibleSerial,
  KEY_SET_DAYS,
  KEY_SET_MAX_DAYS,
  KEY_SET_WARNING_DAYS,
  keySetRequestSchema,
  signedKeySetsSchema,
  toVersion1,
  withValidity,
  type SignedKeySets,
} from './domain/key-set.js';
import { ListCheckedDevices, PrepareKeySet, PublishKeySet, RetireKey, WrapEnrolmentKeys } from './index.js';
import { ActivateKeys } from './jobs/activate-keys.js';
import { changesOf, payloadOf } from './key-set-changes.js';
import { keySetInForce, type PublishedKeySet } from './persistence/key-sets.js';
import { Roots } from './roots.js';

const ROOT = { value: 'ARCHIVO', purpose: 'la llave privada de la raíz', required: true } as const;
type RootKey = Parameters<typeof signJws>[0];

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

async function readSigned(file: string): Promise<SignedKeySets> {
  const signed = signedKeySetsSchema.safeParse(await readJson(file));
  return signed.success ? signed.data : fail(`${file} no es un archivo de «keys sign».`);
}

function inForce(app: INestApplicationContext): Promise<PublishedKeySet | undefined> {
  const { offline } = app.get(Roots);
  if (!offline) return Promise.resolve(undefined);
  return app
    .get(TransactionRunner)
    .runAsSystem({ name: 'devices.key-set-in-force', correlationId: randomId() }, () =>
      keySetInForce(app.get(UnitOfWork), offline),
    );
}

async function publish(app: INestApplicationContext, signed: SignedKeySets): Promise<void> {
  const { serial, expiresAt } = await app.get(Dispatcher).run(operator, new PublishKeySet(signed));
  say(`Publicadas con el número ${String(serial)}; vencen el ${formatCentral(new Date(expiresAt))} (hora centro).`);
  // Does now what the workers' job would do within seconds.
  const used = await app.get(ActivateKeys).run();
  if (used.length > 0) say(`Desde ahora se usan: ${used.join(', ')}.`);
}

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
      const { publicJwk, privateJwk } = await generateP256KeyPair();
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
      former: { value: 'ARCHIVO', purpose: 'la raíz anterior, si aún hay aplicaciones que solo confían en ella' },
      previous: { value: 'ARCHIVO', purpose: 'lo firmado la vez anterior, para ver qué cambia' },
      to: { value: 'ARCHIVO', purpose: 'dónde se escriben las llaves firmadas', required: true },
      days: { value: 'N', purpose: `cuántos días valen, ${String(KEY_SET_DAYS)} si no se dice` },
    },
    async run(app, { root, former, previous, to, days = String(KEY_SET_DAYS) }, file) {
      if (!/^[1-9]\d{0,2}$/.test(days) || Number(days) > KEY_SET_MAX_DAYS) {
        fail(`--days debe ser un número de días, de 1 a ${String(KEY_SET_MAX_DAYS)}.`);
      }
      const request = keySetRequestSchema.safeParse(await readJson(file));
      if (!request.success) return fail('El archivo no es una solicitud de «keys request».');
      const now = app.get(Clock).now();
      if (!isPlausibleSerial(request.data.serial, now)) {
        fail('El número de la solicitud es de una fecha futura: revise el reloj de esta máquina. No se firmó nada.');
      }
      const before = previous === undefined ? undefined : payloadOf((await readSigned(previous)).keySets[0]?.keySet);
      const keySet = withValidity(request.data, now, Number(days));
      for (const { label, key, note } of changesOf(before, keySet)) say(keyLine(label, key, note));
      const keySets: SignedKeySets['keySets'] = [];
      for (const signer of former === undefined ? [root] : [root, former]) {
        const key = (await readJson(signer)) as RootKey;
        keySets.push({ keySet: signJws(key, keySet), keySetV1: signJws(key, toVersion1(keySet)) });
      }
      await writeFile(to, JSON.stringify({ keySets }), { flag: 'wx' });
      const { serial, expiresAt } = keySet;
      say(`Firmadas con el número ${String(serial)}; vencen el ${formatCentral(new Date(expiresAt))} (hora centro).`);
      say('Antes de entregarlas compare cada renglón con «keys list» de un proceso de trabajo. Consérvelas para');
      say('--previous de la próxima vez. Se ponen en vigor en el servidor con «keys publish».');
    },
  }),
  cliCommand({
    name: 'keys publish',
    purpose: 'publica las llaves que firmó la raíz; los dispositivos las reciben la próxima vez que se conecten',
    argument: { name: 'ARCHIVO', purpose: 'las llaves firmadas' },
    async run(app, _, file) {
      await publish(app, await readSigned(file));
    },
  }),
  cliCommand({
    name: 'keys remove-root',
    purpose:
      'saca del servidor la raíz que tenía antes de la raíz sin red; las aplicaciones que solo confían en ella siguen recibiendo las llaves publicadas',
    options: {
      to: {
        value: 'ARCHIVO',
        purpose: 'dónde se escribe, sin cifrar: un medio que se guarda fuera de línea, para «keys sign --former»',
        required: true,
      },
    },
    async run(app, { to }) {
      const former = await app.get(Roots).former();
      if (!isOpen(former)) return fail('En este servidor no hay otra raíz que la de ROOT_PUBLIC_KEY_FILE.');
      const published = await inForce(app);
      if (!published) return fail('Publique primero las llaves que firme la raíz nueva: «keys publish».');
      const { keySet, keySetV1, contents } = published;
      const sign = (payload: object): Promise<string> => app.get(Signing).sign('root', payload);
      const byFormer = { keySet: await sign(contents), keySetV1: await sign(toVersion1(contents)) };
      await publish(app, { keySets: [{ keySet, keySetV1 }, byFormer] });
      await app.get(KeyStore).withdraw(former.kid, async ({ kid, secret }) => {
        const privateJwk = { ...(JSON.parse(secret.toString()) as object), kid };
        await writeFile(to, JSON.stringify(privateJwk), { mode: 0o600, flag: 'wx', flush: true });
      });
      say(`La raíz ${former.kid} ya no está en el servidor. Reinicie todos los procesos, que la tienen en memoria;`);
      say('haga un respaldo nuevo de las llaves y destruya los anteriores, que aún la contienen.');
    },
  }),
  cliCommand({
    name: 'keys retire',
    purpose: 'retira una llave anterior de acuses o de arrendamientos; los teléfonos dejan de confiar en ella',
    argument: { name: 'LLAVE', purpose: 'como la muestra «keys list», por ejemplo pair.receipt-1' },
    options: {
      stolen: {
        value: '',
        flag: true,
        purpose: 'también antes de que termine el último plazo de envío; lo firmado con ella deja de valer en la app',
      },
    },
    async run(app, { stolen }, kid) {
      await app.get(Dispatcher).run(operator, new RetireKey({ kid, stolen: stolen !== undefined }));
      await app.get(KeyStore).retire([kid]);
      say(`Retirada: ${kid}. Los teléfonos lo sabrán con el próximo conjunto de llaves.`);
      if (app.get(Roots).offline) say('Fírmelo y publíquelo: «keys request», «keys sign» y «keys publish».');
    },
  }),
  cliCommand({
    name: 'keys expiry',
    purpose: 'muestra cuándo se creó cada llave y cuándo vencen las publicadas',
    exitsWithOneWhen: `si vencen en menos de ${String(KEY_SET_WARNING_DAYS)} días o no hay llaves publicadas`,
    async run(app) {
      for (const { kid, createdAt, active, retired, jobsOnly } of await app.get(KeyStore).list()) {
        const waits = active ? '' : 'todavía no se usa';
        const notes = [waits, retired ? 'retirada' : '', jobsOnly ? 'solo procesos de trabajo' : ''];
        say([kid, formatCentral(new Date(createdAt)), ...notes].filter(Boolean).join('  '));
      }
      if (!app.get(AppConfig).rootPublicKey) fail('Esta instalación firma sus llaves ella misma: no hay raíz aparte.');
      const published = await inForce(app);
      if (!published)
        return fail('No se ha publicado ningún conjunto de llaves: «keys request», «keys sign», «keys publish».');
      const { serial } = published.contents;
      const expiresAt = new Date(published.contents.expiresAt);
      say(`Publicadas con el número ${String(serial)}; vencen el ${formatCentral(expiresAt)} (hora centro).`);
      const left = (expiresAt.getTime() - app.get(Clock).now().getTime()) / DAY_MS;
      if (left < KEY_SET_WARNING_DAYS) fail(`Faltan ${String(Math.max(0, Math.floor(left)))} días. Firme otras.`);
    },
  }),
  cliCommand({
    name: 'evidence wrap-enrolments',
    purpose:
      'lo mismo que «evidence wrap», con los registros de los teléfonos de los auxiliares; puede interrumpirse y repetirse',
    exitsWithOneWhen: 'si algún registro no concuerda con lo que firmó el teléfono o con la bitácora',
    async run(app) {
      const dispatcher = app.get(Dispatcher);
      await wrapInPages(app, 'registros de teléfonos', [
        {
          list: (after) => dispatcher.ask(operator, new ListCheckedDevices({ after })),
          wrap: (ids) => dispatcher.run(operator, new WrapEnrolmentKeys({ deviceIds: [...ids] })),
        },
      ]);
    },
  }),
];
