import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { centralDay, parseCentral } from '../../kernel/clock/central-time.js';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { generateRsaKeyPair } from '../../kernel/crypto/key-pair.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ListAspirants, RegisterAspirant } from '../../contexts/aspirants/index.js';
import {
  AcceptAspirantDuties,
  ASPIRANT_DUTIES,
  ListAuxiliariesOfAspirant,
  RegisterAuxiliary,
} from '../../contexts/auxiliaries/index.js';
import {
  GetAssistedCapture,
  GetPeriodOfOffice,
  ListOffices,
  ListAllProcesses,
  SetAssistedCapture,
  SUGGESTED_REASONS,
} from '../../contexts/processes/index.js';
import { INVENTED_HOME } from '../../synthetic/index.js';
import { cast } from './cast.js';
import { addOffice, createProcess, openPeriod, registerTestedKey } from '../world/index.js';
import { confirmAspirant } from './confirm-aspirant.js';
import { requireDemonstration } from './require-demonstration.js';

export const PRACTICE_NAME = 'Proceso Electoral Local de práctica · Querétaro';
const DAY = 86_400_000;
const seed = systemActor('demonstration.seed');

export interface PracticeProcess {
  readonly processId: string;
  readonly idProceso: string;
  readonly aspirantId: string;
  readonly auxiliaries: readonly { readonly email: string; readonly idAuxiliar: string }[];
}

/** File with the OPL's private key, which visitors can download. */
export function oplPrivateKeyFile(config: AppConfig): string {
  return join(config.dataFolder, 'llave-privada-opl.jwk.json');
}

/**
 * Seeds a practice process with an open period, the OPL's key, a confirmed aspirant and two auxiliaries. Idempotent.
 * @throws Error in production.
 */
export async function preparePractice(app: INestApplicationContext): Promise<PracticeProcess> {
  requireDemonstration(app);
  const dispatcher = app.get(Dispatcher);
  const { processId, idProceso } = await practiceProcess(dispatcher);
  const officeId = await office(dispatcher, processId);
  await period(dispatcher, processId, officeId, app.get(Clock).now());
  await assistedCapture(dispatcher, processId);
  await oplKey(dispatcher, processId, oplPrivateKeyFile(app.get(AppConfig)));
  const aspirantId = await aspirant(dispatcher, processId, officeId, app.get(Clock).now());
  return { processId, idProceso, aspirantId, auxiliaries: await auxiliaries(dispatcher, aspirantId) };
}

async function practiceProcess(dispatcher: Dispatcher): Promise<{ processId: string; idProceso: string }> {
  const known = (await dispatcher.ask(seed, new ListAllProcesses({}))).find(({ name }) => name === PRACTICE_NAME);
  if (known) return { processId: known.id, idProceso: known.idProceso };
  return createProcess(dispatcher, seed, { entidad: INVENTED_HOME, name: PRACTICE_NAME, practice: true });
}

async function office(dispatcher: Dispatcher, processId: string): Promise<string> {
  const [known] = await dispatcher.ask(seed, new ListOffices({ processId }));
  if (known) return known.id;
  const presidency = { kind: 'ayuntamiento', name: 'Presidencia municipal de Querétaro', territory: '014' } as const;
  return (await addOffice(dispatcher, seed, processId, presidency)).officeId;
}

/** The capture period: from the start of yesterday to the end of the tenth day from now, in hora centro (§5.A). */
async function period(dispatcher: Dispatcher, processId: string, officeId: string, now: Date): Promise<void> {
  try {
    await dispatcher.ask(seed, new GetPeriodOfOffice({ officeId }));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'PROCESSES.PERIOD_MISSING') throw error;
    const day = (days: number): string => centralDay(new Date(now.getTime() + days * DAY));
    const opensAt = parseCentral(`${day(-1)}T00:00`);
    const closesAt = parseCentral(`${day(10)}T23:59`);
    const reason = 'La práctica empieza de inmediato';
    const terms = { opensAt, closesAt, reason };
    await openPeriod(dispatcher, seed, { processId, officeId }, terms);
  }
}

/** Enables assisted capture, so that visitors can try it (decision 31). */
async function assistedCapture(dispatcher: Dispatcher, processId: string): Promise<void> {
  const known = await dispatcher.ask(seed, new GetAssistedCapture({ processId }));
  if (known.length > 0) return;
  await dispatcher.run(seed, new SetAssistedCapture({ processId, allowed: true, reasons: [...SUGGESTED_REASONS] }));
}

/** Writes the private key before it registers the public one, so that the results can always be decrypted. */
async function oplKey(dispatcher: Dispatcher, processId: string, file: string): Promise<void> {
  const process = (await dispatcher.ask(seed, new ListAllProcesses({}))).find(({ id }) => id === processId);
  if (process?.oplPublicKey && (await readFile(file).catch(() => undefined))) return;
  const pair = await generateRsaKeyPair();
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `${JSON.stringify(pair.privateJwk, null, 2)}\n`, { mode: 0o600 });
  await registerTestedKey(dispatcher, seed, processId, { ...pair, reason: 'Llave de esta demostración' });
}

async function aspirant(dispatcher: Dispatcher, processId: string, officeId: string, now: Date): Promise<string> {
  const {
    rows: [known],
  } = await dispatcher.ask(seed, new ListAspirants({ processId, limit: 1 }));
  const aspirantId = known?.id ?? (await registerAspirant(dispatcher, officeId, now));
  await confirmAspirant(dispatcher, seed, aspirantId);
  await dispatcher.run(seed, new AcceptAspirantDuties({ aspirantId, version: ASPIRANT_DUTIES.version }));
  return aspirantId;
}

async function registerAspirant(dispatcher: Dispatcher, officeId: string, now: Date): Promise<string> {
  const person = cast.aspirant();
  const { aspirantId } = await dispatcher.run(
    seed,
    new RegisterAspirant({
      officeId,
      ...person.printed,
      lugarNacimiento: person.entidadNacimiento,
      fechaNacimiento: person.fechaNacimiento,
      genero: person.sexo,
      telefonoMovil: '442 555 0101',
      credentialType: person.credentialType,
      claveElector: person.claveElector,
      ocr: person.ocr,
      cic: person.cic,
      identificadorCiudadano: person.identificadorCiudadano,
      entidad: person.entidad,
      municipio: person.municipio,
      seccion: person.seccion,
      email: person.email,
      emailProvider: 'google',
      fechaManifestacion: centralDay(new Date(now.getTime() - 5 * DAY)),
      numeroOficio: 'IEEQ/DEMO/001',
      folioInterno: 'CI-001',
    }),
  );
  return aspirantId;
}

async function auxiliaries(dispatcher: Dispatcher, aspirantId: string): Promise<PracticeProcess['auxiliaries']> {
  const { rows: known } = await dispatcher.ask(seed, new ListAuxiliariesOfAspirant({ aspirantId, limit: 200 }));
  const registered: { email: string; idAuxiliar: string }[] = [];
  for (const [nth, person] of cast.auxiliaries().entries()) {
    const { email, claveElector, fechaNacimiento, curp } = person;
    const found = known.find((one) => one.email === email);
    const { idAuxiliar } =
      found ??
      (await dispatcher.run(
        seed,
        new RegisterAuxiliary({
          aspirantId,
          ...person.printed,
          fechaNacimiento,
          telefonoMovil: `442 555 020${String(nth + 1)}`,
          email,
          emailProvider: 'google',
          claveElector,
          curp,
        }),
      ));
    registered.push({ email, idAuxiliar });
  }
  return registered;
}
