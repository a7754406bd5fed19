// The phones of the chaos test, in a process that is never killed. Each seals a record and sends it until it has a receipt that
// verifies; the receipt is in the ledger, on the disk, before the phone sends anything else.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { register } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeContainer, digestOf } from './container.mjs';
import { chance } from './lib.mjs';

register('../../bench/lib/typescript-hook.mjs', import.meta.url);
const { inventedPerson } = await import('../../src/demonstration/builders/index.ts');
const { captureOf } = await import('../../src/demonstration/seed/supports.ts');
const { SystemClock } = await import('../../src/kernel/clock/clock.ts');
const { DeviceRequestError, SimulatedDevice } = await import('../../src/load/device/simulated-device.ts');

const { urls, tickets: ticketsFile, ledger: ledgerFile, seed, perSecond } = JSON.parse(process.env.CHAOS_CLIENTS);
const { idProceso, root, tickets } = JSON.parse(readFileSync(ticketsFile, 'utf8'));
const luck = chance(seed);
const ledger = openSync(ledgerFile, 'a');
const figures = {
  captured: 0,
  receipts: 0,
  repeats: 0,
  races: 0,
  cut: 0,
  retries: 0,
  busy: 0,
  refused: [],
  unsettled: 0,
  why: {},
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
/** One citizen in twenty comes again: a duplicate, under another folio. */
function citizen() {
  number += 1;
  const of = number > 20 && luck.happens(0.05) ? number - 7 : number;
  return { ...inventedPerson(1000 + of), email: `ciudadano.${number}@correo.invalid` };
}

async function capture(device) {
  const person = citizen();
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

function note({ folio, container, integrityCode }, email, receipt) {
  const line = {
    ...{ folio, integrityCode, email, receivedAt: receipt.receivedAt, size: receipt.size, at: Date.now() },
    sha256: digestOf(container),
    parts: decodeContainer(container).parts.map((part) => digestOf(part)),
  };
  writeSync(ledger, `${JSON.stringify(line)}\n`);
  fsyncSync(ledger);
  figures.receipts += 1;
}

/** An upload that ends in the middle, as where a network goes away. */
async function cutOff({ folio, container }, url) {
  figures.cut += 1;
  await fetch(`${url}/api/v1/supports/${folio}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.apoyo-ciudadano.container.v1' },
    body: new Uint8Array(container),
    signal: AbortSignal.timeout(Math.ceil(luck.between(1, 25))),
  }).catch(() => undefined);
}

async function sendUntilReceipted(device, { support, email }) {
  for (let tries = 0; ; tries += 1) {
    const url = luck.pick(urls);
    try {
      if (tries === 0 && luck.happens(0.08)) await cutOff(support, url);
      let receipt;
      if (luck.happens(0.12)) {
        // The same record at two doors at once.
        figures.races += 1;
        const both = await Promise.allSettled(urls.map((one) => device.send(support, one)));
        const given = both.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
        if (new Set(given.map((one) => JSON.stringify(one))).size > 1) figures.refused.push('TWO_RECEIPTS');
        [receipt] = given;
        if (!receipt) throw both[0].reason;
      } else receipt = await device.send(support, url);
      note(support, email, receipt);
      if (luck.happens(0.08)) await again(device, support, receipt);
      return;
    } catch (error) {
      if (error instanceof DeviceRequestError && error.status < 500) {
        figures.refused.push(error.code);
        return;
      }
      if (error instanceof DeviceRequestError && error.status === 503) figures.busy += 1;
      else figures.retries += 1;
      const why =
        error instanceof DeviceRequestError ? `${error.status} ${error.code}` : (error.cause?.code ?? error.name);
      figures.why[why] = (figures.why[why] ?? 0) + 1;
      if (stopping && tries > 400) {
        figures.unsettled += 1;
        return;
      }
      await wait(luck.between(100, 600));
    }
  }
}

/** A receipt that got lost on the way is asked for again, and must be the same one. */
async function again(device, support, receipt) {
  try {
    const second = await device.send(support, luck.pick(urls));
    figures.repeats += 1;
    if (JSON.stringify(second) !== JSON.stringify(receipt)) figures.refused.push('ANOTHER_RECEIPT');
  } catch (error) {
    if (error instanceof DeviceRequestError && error.status < 500) figures.refused.push(`AGAIN_${error.code}`);
  }
}

async function phone(device) {
  while (!stopping) {
    const began = Date.now();
    await sendUntilReceipted(device, await capture(device));
    await wait(Math.max(0, (1000 * devices.length) / perSecond - (Date.now() - began)));
  }
}

await Promise.all(devices.map((device) => phone(device)));
closeSync(ledger);
process.send(figures);
process.disconnect();
