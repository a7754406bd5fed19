// The phones of the chaos test, in a process that is never killed. Each phone seals a record and sends it until it gets
// a valid receipt. The receipt is written to the ledger and synced to disk before the phone sends anything else.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { register } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeContainer, digestOf } from './container.mjs';
import { randomFrom } from './lib.mjs';

register('../../bench/lib/typescript-hook.mjs', import.meta.url);
const { inventedPerson } = await import('../../src/demonstration/builders/index.ts');
const { captureOf } = await import('../../src/demonstration/seed/supports.ts');
const { SystemClock } = await import('../../src/kernel/clock/clock.ts');
const { DeviceRequestError, SimulatedDevice } = await import('../../src/load/device/simulated-device.ts');

const { urls, tickets: ticketsFile, ledger: ledgerFile, seed, perSecond } = JSON.parse(process.env.CHAOS_CLIENTS);
const { idProceso, root, tickets } = JSON.parse(readFileSync(ticketsFile, 'utf8'));
const random = randomFrom(seed);
const ledger = openSync(ledgerFile, 'a');
const figures = {
  captured: 0,
  receipts: 0,
  resends: 0,
  concurrentSends: 0,
  aborted: 0,
  retries: 0,
  busy: 0,
  refused: [],
  unsettled: 0,
  retryReasons: {},
};
let stopping = false;
process.on('message', (message) => {
  if (message === 'stop') stopping = true;
});

const { parts } = await captureOf(inventedPerson(10));
const devices = [];
for (const ticket of tickets) {
  const pictures = parts.map((part) => (part.name === 'fotografia-viva' ? { ...part, name: 'selfie' } : part));
  devices.push(
    await SimulatedDevice.enrol(urls[0], new SystemClock(), { ...ticket, idProceso, root, parts: pictures }),
  );
}
process.send('enrolled');

let number = 0;
/** One citizen in twenty gives support twice: a duplicate under another folio. */
function nextCitizen() {
  number += 1;
  const personNumber = number > 20 && random.happens(0.05) ? number - 7 : number;
  return { ...inventedPerson(1000 + personNumber), email: `ciudadano.${number}@correo.invalid` };
}

async function capture(device) {
  const person = nextCitizen();
  const { credentialType, cic, ocr, identificadorCiudadano, numeroEmision, claveElector, curp } = person;
  const { nombre, paterno, materno, fechaNacimiento, sexo, seccion, vigencia } = person;
  const card = { claveElector, curp, nombre, paterno, materno, fechaNacimiento, sexo, seccion, vigencia };
  const fieldsRead = { ...card, cic, ocr, identificadorCiudadano, numeroEmision };
  const support = await device.capture({
    credentialType,
    parts,
    fieldsRead,
    fieldsTyped: {},
    citizenEmail: person.email,
  });
  figures.captured += 1;
  return { support, email: person.email };
}

function recordReceipt({ folio, container, integrityCode }, email, receipt) {
  const line = {
    ...{ folio, integrityCode, email, receivedAt: receipt.receivedAt, size: receipt.size, at: Date.now() },
    sha256: digestOf(container),
    parts: decodeContainer(container).parts.map((part) => digestOf(part)),
  };
  writeSync(ledger, `${JSON.stringify(line)}\n`);
  fsyncSync(ledger);
  figures.receipts += 1;
}

/** Aborts an upload midway, as when the network drops. */
async function abortUpload({ folio, container }, url) {
  figures.aborted += 1;
  await fetch(`${url}/api/v1/supports/${folio}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.apoyo-ciudadano.container.v1' },
    body: new Uint8Array(container),
    signal: AbortSignal.timeout(Math.ceil(random.between(1, 25))),
  }).catch(() => undefined);
}

async function sendUntilReceipted(device, { support, email }) {
  for (let attempt = 0; ; attempt += 1) {
    const url = random.pick(urls);
    try {
      if (attempt === 0 && random.happens(0.08)) await abortUpload(support, url);
      let receipt;
      if (random.happens(0.12)) {
        // Sends the same record to both web processes concurrently.
        figures.concurrentSends += 1;
        const results = await Promise.allSettled(urls.map((one) => device.send(support, one)));
        const receipts = results.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
        if (new Set(receipts.map((one) => JSON.stringify(one))).size > 1) figures.refused.push('TWO_RECEIPTS');
        [receipt] = receipts;
        if (!receipt) throw results[0].reason;
      } else receipt = await device.send(support, url);
      recordReceipt(support, email, receipt);
      if (random.happens(0.08)) await resend(device, support, receipt);
      return;
    } catch (error) {
      if (error instanceof DeviceRequestError && error.status < 500) {
        figures.refused.push(error.code);
        return;
      }
      if (error instanceof DeviceRequestError && error.status === 503) figures.busy += 1;
      else figures.retries += 1;
      const reason =
        error instanceof DeviceRequestError ? `${error.status} ${error.code}` : (error.cause?.code ?? error.name);
      figures.retryReasons[reason] = (figures.retryReasons[reason] ?? 0) + 1;
      if (stopping && attempt > 400) {
        figures.unsettled += 1;
        return;
      }
      await wait(random.between(100, 600));
    }
  }
}

/** Sends a received record again, as if the receipt had been lost. The server must return the same receipt. */
async function resend(device, support, receipt) {
  try {
    const second = await device.send(support, random.pick(urls));
    figures.resends += 1;
    if (JSON.stringify(second) !== JSON.stringify(receipt)) figures.refused.push('ANOTHER_RECEIPT');
  } catch (error) {
    if (error instanceof DeviceRequestError && error.status < 500) figures.refused.push(`RESEND_${error.code}`);
  }
}

async function runPhone(device) {
  while (!stopping) {
    const startedAt = Date.now();
    await sendUntilReceipted(device, await capture(device));
    await wait(Math.max(0, (1000 * devices.length) / perSecond - (Date.now() - startedAt)));
  }
}

await Promise.all(devices.map((device) => runPhone(device)));
closeSync(ledger);
process.send(figures);
process.disconnect();
