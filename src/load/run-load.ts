import { setTimeout as wait } from 'node:timers/promises';
import { inventedElector } from '../synthetic/index.js';
import type { Clock } from '../kernel/clock/clock.js';
import { DeviceRequestError, SimulatedDevice, type Capture, type SealedSupport } from './device/simulated-device.js';
import { LoadTally, type LoadReport } from './load-report.js';
import { enrolmentPictures, supportPictures } from './pictures.js';
import type { TicketsFile } from './tickets-file.js';

export interface LoadOptions {
  /** Where the installation listens, without a slash at the end. */
  readonly url: string;
  readonly tickets: TicketsFile;
  /** Not more than there are tickets. */
  readonly devices: number;
  readonly concurrency: number;
  readonly seconds: number;
  readonly clock: Clock;
  /** Citizens are taken one after the other from the invented roll of this seed. */
  readonly seed: number;
  readonly first: number;
  readonly say?: (line: string) => void;
}

/** How long a record that was begun is tried after the time is over. */
const SETTLE_TIMEOUT_MS = 60_000;
/** Without a Retry-After, and where the connection broke: as the app, twice as long each time, with a part by chance. */
const FIRST_RETRY_DELAY_MS = 500;
const MAX_RETRY_DELAY_MS = 30_000;

/**
 * Enrols so many simulated devices and lets them seal and send as the app does, so many at a time, for so long. Every receipt
 * is verified; a busy server is obeyed.
 * @throws DeviceRequestError when a device cannot enrol.
 */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { devices: count, concurrency, seconds, say = () => undefined } = options;
  const parts = await supportPictures();
  say(`Registrando ${count.toLocaleString('es-MX')} dispositivos…`);
  const devices = await enrolAll(options, parts);
  say(`Enviando durante ${String(seconds)} segundos…`);

  const tally = new LoadTally();
  const began = milliseconds();
  const until = began + seconds * 1000;
  let citizen = options.first;
  const senders = Math.min(concurrency, count);
  /** Each sender has devices of its own: a phone sends one record after the other. */
  const sender = async (nth: number): Promise<void> => {
    const own = devices.filter((_, at) => at % senders === nth);
    for (let turn = 0; milliseconds() < until; turn += 1) {
      const device = own[turn % own.length];
      if (!device) return;
      citizen += 1;
      const support = await device.capture(captureOf(options.seed, citizen, parts));
      await sendUntilSettled(device, support, until + SETTLE_TIMEOUT_MS, tally);
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, nth) => sender(nth)));
  return tally.report(count, senders, (milliseconds() - began) / 1000);
}

async function enrolAll(options: LoadOptions, parts: Awaited<ReturnType<typeof supportPictures>>) {
  const { url, clock, tickets, devices: count, concurrency } = options;
  const { idProceso, root } = tickets;
  const waiting = tickets.tickets.slice(0, count);
  const devices: SimulatedDevice[] = [];
  const enroller = async (): Promise<void> => {
    for (let ticket = waiting.shift(); ticket; ticket = waiting.shift()) {
      devices.push(
        await SimulatedDevice.enrol(url, clock, { ...ticket, idProceso, root, parts: enrolmentPictures(parts) }),
      );
    }
  };
  await Promise.all(Array.from({ length: concurrency }, enroller));
  return devices;
}

function captureOf(seed: number, index: number, parts: Capture['parts']): Capture {
  const person = inventedElector(seed, index);
  const { credentialType, cic, ocr, identificadorCiudadano, numeroEmision, claveElector, curp } = person;
  const { nombre, paterno, materno, fechaNacimiento, sexo, seccion, vigencia } = person;
  const card = { claveElector, curp, nombre, paterno, materno, fechaNacimiento, sexo, seccion, vigencia };
  const fieldsRead = { ...card, cic, ocr, identificadorCiudadano, numeroEmision };
  return { credentialType, parts, fieldsRead, fieldsTyped: {} };
}

async function sendUntilSettled(
  device: SimulatedDevice,
  support: SealedSupport,
  giveUpAt: number,
  tally: LoadTally,
): Promise<void> {
  const began = milliseconds();
  for (let tries = 1; milliseconds() < giveUpAt; tries += 1) {
    try {
      await device.send(support);
      tally.received(support.container.length, milliseconds() - began, tries);
      return;
    } catch (error) {
      if (error instanceof DeviceRequestError && error.status < 500 && error.status !== 429) {
        tally.refused(error.code);
        return;
      }
      const asked = error instanceof DeviceRequestError ? error.retryAfter : undefined;
      const pause = asked === undefined ? backOff(tries) : asked * 1000 * (1 + Math.random() * 0.2);
      if (error instanceof DeviceRequestError && error.status === 503) tally.busy(pause);
      else if (error instanceof DeviceRequestError) tally.refused(error.code);
      else tally.broken();
      await wait(Math.min(pause, Math.max(0, giveUpAt - milliseconds())));
    }
  }
  tally.unsettled();
}

function backOff(tries: number): number {
  return Math.min(MAX_RETRY_DELAY_MS, FIRST_RETRY_DELAY_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
}

/** Runs on, whatever is done to the clock of the machine. */
function milliseconds(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
