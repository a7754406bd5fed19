// Sends records to the whole application, as phones do, for benchmarks of the processing that follows.
import { EntityManager } from '@mikro-orm/postgresql';
import sharp from 'sharp';
import { SignInTickets } from '../../src/contexts/accounts/index.ts';
import {
  credentialBack,
  credentialFront,
  inventedPerson,
  livePhoto,
  signatureImage,
} from '../../src/demonstration/builders/index.ts';
import { subjectOf } from '../../src/demonstration/oauth-provider/index.ts';
import { preparePractice } from '../../src/demonstration/seed/practice.ts';
import { SystemClock } from '../../src/kernel/clock/clock.ts';
import { SimulatedDevice } from '../../src/load/device/simulated-device.ts';

/** How many records are sent at a time. */
const CONCURRENCY = 4;

/** CPU seconds that this process has used. */
export const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** @returns the `intake.support-received` messages that have not been dispatched. */
export async function undispatchedMessages(app) {
  const rows = await app
    .get(EntityManager)
    .fork()
    .execute(
      `select id, type, version, payload, occurred_at, correlation_id from kernel.outbox_message
       where type = 'intake.support-received' and dispatched_at is null`,
    );
  return rows.map(({ occurred_at, correlation_id, ...row }) => ({
    ...row,
    occurredAt: new Date(occurred_at),
    correlationId: correlation_id,
  }));
}

/** Marks all remaining messages as dispatched and settled; their processing is not measured. */
export async function settle(app) {
  await app
    .get(EntityManager)
    .fork()
    .execute('update kernel.outbox_message set dispatched_at = now(), settled_at = now() where dispatched_at is null');
}

/**
 * @returns a function that sends the given number of records, as large as those of a phone, four at a time. Its two
 * steps are also available separately: `capture(records)` seals them, and `deliver(captured)` sends them.
 */
export async function sender(app, people) {
  await app.listen(0, '127.0.0.1');
  // A benchmark may pause for longer than the default, and a request on a connection that is being closed fails.
  app.getHttpServer().keepAliveTimeout = 0;
  const server = `http://127.0.0.1:${app.getHttpServer().address().port}`;
  const cards = [];
  for (let index = 0; cards.length < people; index += 1) {
    const person = inventedPerson(index);
    if (person.registryStatus === 'lista-nominal' && person.entidad === '22') cards.push(await cardOf(person));
  }
  const { idProceso, auxiliaries } = await preparePractice(app);
  const devices = [];
  for (const { email, idAuxiliar } of auxiliaries) {
    const identity = { provider: 'google', subject: subjectOf('google', email), email };
    const { ticket } = await app.get(SignInTickets).issue(identity);
    devices.push(
      await SimulatedDevice.enrol(server, new SystemClock(), { ticket, idProceso, idAuxiliar, parts: cards[0].parts }),
    );
  }
  await settle(app);
  let turn = 0;
  const capture = async (records) => {
    const captured = [];
    for (let index = 0; index < records; index += 1) {
      turn += 1;
      const device = devices[turn % devices.length];
      const sealed = await device.capture({ ...cards[turn % cards.length], fieldsTyped: {} });
      captured.push(() => device.send(sealed));
    }
    return captured;
  };
  const deliver = async (captured) => {
    for (let sent = 0; sent < captured.length; sent += CONCURRENCY) {
      await Promise.all(captured.slice(sent, sent + CONCURRENCY).map((deliverOne) => deliverOne()));
    }
  };
  // Captures only a few at a time, because a backlog of thousands does not fit into memory.
  const send = async (records) => {
    for (let sent = 0; sent < records; sent += CONCURRENCY) {
      await deliver(await capture(Math.min(CONCURRENCY, records - sent)));
    }
    return records;
  };
  return Object.assign(send, {
    capture,
    deliver,
    images: cards.flatMap(({ parts }) => parts.map(({ bytes }) => bytes)),
  });
}

async function cardOf(person) {
  const large = (bytes, width) => sharp(bytes).resize(width).jpeg({ quality: 92 }).toBuffer();
  const { credentialType, cic, identificadorCiudadano, claveElector, numeroEmision, ocr } = person;
  return {
    credentialType,
    fieldsRead: { cic, identificadorCiudadano, claveElector, numeroEmision, ocr },
    parts: [
      ['anverso', await large(await credentialFront(person), 1600)],
      ['reverso', await large(await credentialBack(person), 1600)],
      ['fotografia-viva', await large(await livePhoto(person), 1080)],
      ['firma', await signatureImage(person)],
    ].map(([name, bytes]) => ({ name, mime: name === 'firma' ? 'image/png' : 'image/jpeg', bytes })),
  };
}
