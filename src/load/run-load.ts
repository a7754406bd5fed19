import { setTimeout as wait } from 'node:timers/promises';
import { inventedElector } from '../synthetic/index.js';
import type { Clock } from '../kernel/clock/clock.js';
import { DeviceRequestError, SimulatedDevice, type Capture, type SealedSupport } from './device/simulated-device.js';
import { LoadTally, type LoadReport } from './load-report.js';
import { enrolmentPictures, supportPictures } from './pictures.js';
import type { TicketsFile } from './tickets-file.js';

export interface LoadOptions {
  /** URL of the installation, without a trailing slash. */
  readonly url: string;
  readonly tickets: TicketsFile;
  /** At most the number of tickets. */
  readonly devices: number;
  readonly concurrency: number;
  readonly seconds: number;
  readonly clock: Clock;
  /** Seed of the fictitious roll that the citizens come from. */
  readonly seed: number;
  readonly first: number;
  readonly say?: (line: string) => void;
}

/** How long a started upload is retried after the end of the test. */
const SETTLE_TIMEOUT_MS = 60_000;
/** Exponential backoff with jitter, like the app's, if there is no Retry-After or the connection broke. */
const FIRST_RETRY_DELAY_MS = 500;
const MAX_RETRY_DELAY_MS = 30_000;

/**
 * Enrols simulated devices, which then seal and send supports like the app, with the given concurrency and duration.
 * Verifies every receipt and honours Retry-After.
 * @throws DeviceRequestError if a device cannot enrol.
 */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { devices: count, concurrency, seconds, say = () => undefined } = options;
  const parts = await supportPictures();
  say(`Registrando ${count.toLocaleString('es-MX')} dispositivos…`);
  const devices = await enrolAll(options, parts);
  say(`Enviando durante ${String(seconds)} segundos…`);

  const tally = new LoadTally();
  const startedAt = milliseconds();
  const until = startedAt + seconds * 1000;
  let citizen = options.first;
  const senders = Math.min(concurrency, count);
  /** Each sender has its own devices, because a phone sends its records sequentially. */
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
  return tally.report(count, senders, (milliseconds() - startedAt) / 1000);
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
  const startedAt = milliseconds();
  for (let tries = 1; milliseconds() < giveUpAt; tries += 1) {
    try {
      await device.send(support);
      tally.received(support.container.length, milliseconds() - startedAt, tries);
      return;
    } catch (error) {
      if (error instanceof DeviceRequestError && error.status < 500 && error.status !== 429) {
        tally.refused(error.code);
        return;
      }
      const retryAfter = error instanceof DeviceRequestError ? error.retryAfter : undefined;
      const pause = retryAfter === undefined ? backOff(tries) : retryAfter * 1000 * (1 + Math.random() * 0.2);
      if (error instanceof DeviceRequestError) tally.busy(pause);
      else tally.broken();
      await wait(Math.min(pause, Math.max(0, giveUpAt - milliseconds())));
    }
  }
  tally.unsettled();
}

function backOff(tries: number): number {
  return Math.min(MAX_RETRY_DELAY_MS, FIRST_RETRY_DELAY_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
}

/** A monotonic clock. */
function milliseconds(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
