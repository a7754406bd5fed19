import type { INestApplicationContext } from '@nestjs/common';
import sharp from 'sharp';
import { BeginEnrolment, EnrolDevice, RenewLease } from '../../contexts/devices/index.js';
import { leaseSchema, type Lease, type SealedData } from '#electoral/wire';
import type { Actor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { generateP256KeyPair, signJwsP256, type P256KeyPair } from '../../kernel/crypto/key-pair.js';
import { randomId, randomToken } from '../../kernel/crypto/random.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { sealRecord } from '../../load/device/seal-record.js';
import { subjectOf } from '../oauth-provider/index.js';
import type { WorldAuxiliary } from './auxiliary.js';

const APP_VERSION = '0.1.0';
const PARTS = ['anverso', 'reverso', 'selfie', 'firma'];

export interface WorldDevice {
  readonly keys: P256KeyPair;
  readonly deviceId: string;
  /** Prefix of the folios that the device creates. */
  readonly prefix: string;
  readonly lease: Lease;
}

/** An enrolment that lacks only its second step. */
export interface BegunEnrolment {
  readonly keys: P256KeyPair;
  readonly enrolment: ConstructorParameters<typeof EnrolDevice>[0];
}

/**
 * Enrols a device of an auxiliary without HTTP. Its images are blank, so it becomes `por-revisar` once the outbox is
 * drained. The office of the auxiliary must have a period.
 * @param fieldsRead what the app read from the auxiliary's credential.
 */
export async function enrolDevice(
  app: INestApplicationContext,
  actor: Actor,
  ids: EnrolmentIds,
  fieldsRead: SealedData['fieldsRead'] = {},
): Promise<WorldDevice> {
  const { keys, enrolment } = await beginEnrolment(app, actor, ids, fieldsRead);
  const enrolled = await app.get(Dispatcher).run(actor, new EnrolDevice(enrolment));
  const lease = leaseSchema.parse(await app.get(Signing).verify('lease', enrolled.lease));
  return { keys, deviceId: enrolled.deviceId, prefix: lease.folioPrefix, lease };
}

type EnrolmentIds = { readonly idProceso: string } & Pick<WorldAuxiliary, 'email' | 'idAuxiliar'>;

/** The first step of {@link enrolDevice}. */
export async function beginEnrolment(
  app: INestApplicationContext,
  actor: Actor,
  { idProceso, email, idAuxiliar }: EnrolmentIds,
  fieldsRead: SealedData['fieldsRead'] = {},
): Promise<BegunEnrolment> {
  const [dispatcher, signing, clock] = [app.get(Dispatcher), app.get(Signing), app.get(Clock)];
  const identity = { provider: 'google', subject: subjectOf('google', email), email } as const;
  const begun = await dispatcher.run(actor, new BeginEnrolment({ identity, idProceso, idAuxiliar }));
  if ('pending' in begun) throw new Error(`the account of ${email} is not confirmed`);
  const { enrolmentId, challenge, processId, duties } = begun;
  const keys = await generateP256KeyPair();
  const bytes = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
  const { container } = await sealRecord(
    keys,
    await signing.publicJwk('intake'),
    {
      version: 1,
      kind: 'enrolment',
      processId,
      deviceId: randomId(),
      appVersion: APP_VERSION,
      attestation: '',
      enrolment: {
        challenge,
        devicePublicJwk: keys.publicJwk,
        duties: { version: duties.version, acceptedAt: clock.now().toISOString() },
      },
    },
    {
      id: challenge,
      parts: PARTS.map((name) => ({ name, mime: 'image/jpeg', bytes })),
      data: { fieldsRead, fieldsTyped: {} },
    },
  );
  return { keys, enrolment: { identity, enrolmentId, container } };
}

/** Renews the lease without HTTP. */
export async function renewLease(
  app: INestApplicationContext,
  actor: Actor,
  { keys, deviceId }: WorldDevice,
): Promise<Lease> {
  const at = app.get(Clock).now().toISOString();
  const jws = signJwsP256(keys, { deviceId, at, nonce: randomToken(), appVersion: APP_VERSION });
  const { lease } = await app.get(Dispatcher).run(actor, new RenewLease({ jws }));
  return leaseSchema.parse(await app.get(Signing).verify('lease', lease));
}
