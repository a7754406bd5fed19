import type { INestApplicationContext } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { SignInTickets } from '../../contexts/accounts/index.js';
import { ListSupports } from '../../contexts/verification/index.js';
import {
  credentialBack,
  credentialFront,
  livePhoto,
  signatureImage,
  withExpiry,
  type InventedPerson,
} from '../builders/index.js';
import type { PlainPart } from '../../load/device/seal-record.js';
import { SimulatedDevice, type Capture } from '../../load/device/simulated-device.js';
import { confirmedFields, credentialType, NAME_FIELDS } from '#electoral/identifiers';
import { subjectOf } from '../oauth-provider/index.js';
import { cast } from './cast.js';
import type { PracticeProcess } from './practice.js';
import { READINGS } from './readings.data.js';
import { requireDemonstration } from './require-demonstration.js';

/**
 * Captures and sends supports with two simulated devices. Resumes after an interrupted start and sends nothing twice.
 * @param server URL of this installation.
 * @throws Error in production.
 */
export async function seedSupports(
  app: INestApplicationContext,
  server: string,
  { aspirantId, idProceso, auxiliaries }: PracticeProcess,
): Promise<void> {
  requireDemonstration(app);
  const seed = systemActor('demonstration.seed');
  // Supports sent before an interruption may still be in the outbox.
  await app.get(OutboxRelay).drain();
  const sent = await app.get(Dispatcher).ask(seed, new ListSupports({ aspirantId, limit: 200 }));
  const missing = cast.citizens().slice(sent.length);
  if (missing.length === 0) return;
  const devices: SimulatedDevice[] = [];
  for (const [nth, { email, idAuxiliar }] of auxiliaries.entries()) {
    const registered = cast.auxiliaries()[nth];
    if (!registered) continue;
    // The second auxiliary's card has expired, so the OPL's review queue is not empty (§7.3).
    const person = nth === 1 ? withExpiry(registered, '2025') : registered;
    const identity = { provider: 'google', subject: subjectOf('google', email), email } as const;
    const { ticket } = await app.get(SignInTickets).issue(identity);
    const parts = (await picturesOf(person)).map((part) =>
      part.name === 'fotografia-viva' ? { ...part, name: 'selfie' } : part,
    );
    const { claveElector, fechaNacimiento, vigencia } = person;
    const fieldsRead = { claveElector, fechaNacimiento, vigencia };
    const enrolment = { ticket, idProceso, idAuxiliar, parts, fieldsRead };
    devices.push(await SimulatedDevice.enrol(server, app.get(Clock), enrolment));
  }
  for (const [nth, citizen] of missing.entries()) {
    const device = devices[nth % devices.length];
    if (device) await device.send(await device.capture(await captureOf(citizen)));
  }
  await app.get(OutboxRelay).drain();
}

/**
 * Builds what the app captures from a citizen: the pictures, and the fields that its reader finds in these pictures.
 * The auxiliary corrects what the reader offers, and copies what identifies the card if it finds nothing.
 */
export async function captureOf(person: InventedPerson): Promise<Capture> {
  const { credentialType: type, email } = person;
  const reading = READINGS[person.cic];
  const { read = {}, offered = {} } = reading ?? {};
  const shown = [...(credentialType(type)?.identifiedBy ?? []), ...NAME_FIELDS.filter((name) => offered[name])];
  const { fieldsRead, fieldsTyped } = confirmedFields(
    Object.fromEntries(shown.map((name) => [name, person[name]])),
    read,
  );
  return {
    credentialType: type,
    parts: await picturesOf(person),
    fieldsRead: { ...fieldsRead },
    fieldsTyped: { ...fieldsTyped },
    reading: reading ? 'succeeded' : 'failed',
    faceCheck: 'passed',
    citizenEmail: email,
  };
}

async function picturesOf(person: InventedPerson): Promise<PlainPart[]> {
  return [
    { name: 'anverso', mime: 'image/jpeg', bytes: await credentialFront(person) },
    { name: 'reverso', mime: 'image/jpeg', bytes: await credentialBack(person) },
    { name: 'fotografia-viva', mime: 'image/jpeg', bytes: await livePhoto(person) },
    { name: 'firma', mime: 'image/png', bytes: await signatureImage(person) },
  ];
}
