import { EntityManager } from '@mikro-orm/postgresql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { IntakeModule } from '../../src/contexts/intake/intake.module.js';
import { CONTAINER_TYPE, SUPPORT_PARTS, composeFolio, parseHeader, type SupportManifest } from '#electoral/wire';
import { SetCapturePeriod } from '../../src/contexts/processes/index.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { sealRecord, type SealedRecord } from '../../src/load/device/seal-record.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { generateDeviceKeyPair, type DeviceKeyPair } from '../../src/kernel/crypto/key-pair.js';
import { randomBuffer, randomId } from '../../src/kernel/crypto/random.js';
import { Signing } from '../../src/kernel/crypto/signing.js';
import { ProblemFilter } from '../../src/kernel/http/problem.filter.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { contextModule, type TestContext } from './app.js';
import { addOffice, createProcess } from '../../src/demonstration/world/index.js';

export interface IntakePhone {
  readonly keys: DeviceKeyPair;
  readonly deviceId: string;
  readonly prefix: string;
}

export interface IntakeAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly code?: string;
  readonly detail?: string;
  readonly receipt?: string;
  readonly offset?: string | number;
}

export type Captured = SealedRecord & { readonly folio: string };

const system = systemActor('spec');

/** The intake served over HTTP, with an open period and enrolled devices whose keys the spec holds. */
export class IntakeScene {
  readonly #auxiliaryId = randomId();
  readonly #aspirantId = randomId();
  #counter = 0;

  private constructor(
    readonly context: TestContext,
    private readonly app: NestExpressApplication,
    readonly base: string,
    readonly processId: string,
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<IntakeScene> {
    const context = await contextModule(
      [ProcessesModule, AspirantsModule, AuxiliariesModule, DevicesModule, IntakeModule],
      environment,
    );
    const dispatcher = context.module.get(Dispatcher);
    const { processId } = await createProcess(dispatcher, system, { name: 'Proceso Electoral Local' });
    const { officeId } = await addOffice(dispatcher, system, processId);
    const [opensAt, closesAt] = ['2027-01-10T06:00:00.000Z', '2027-02-10T06:00:00.000Z'];
    const period = { processId, officeId, name: 'Captación', opensAt, closesAt, active: true };
    await dispatcher.run(system, new SetCapturePeriod({ ...period, reason: 'Abre de inmediato' }));
    const app = context.module.createNestApplication<NestExpressApplication>();
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    const base = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    const scene = new IntakeScene(context, app, base, processId);
    await scene.rows(
      `insert into auxiliaries.auxiliary (id, id_auxiliar, process_id, office_id, aspirant_id, entidad, personal, email_hash,
         email_provider, clave_hash, in_nominal_list, status, registered_at)
       values (?, 'AUX-1', ?, ?, ?, '22', '', '', 'google', '', true, 'enrolled', now())`,
      [scene.#auxiliaryId, processId, officeId, scene.#aspirantId],
    );
    return scene;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.context.close();
  }

  rows<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    return this.context.module.get(EntityManager).fork().execute<Row[]>(sql, params);
  }

  async enrol(prefix: string): Promise<IntakePhone> {
    const keys = await generateDeviceKeyPair();
    const deviceId = randomId();
    await this.rows(
      `insert into devices.device (id, auxiliary_id, folio_prefix, public_jwk, key_thumbprint, status, blob_key,
         manifest_digest, enrolled_at) values (?, ?, ?, ?::jsonb, ?, 'active', '', ?, now())`,
      [deviceId, this.#auxiliaryId, prefix, JSON.stringify(keys.publicJwk), randomBuffer(32), randomBuffer(32)],
    );
    return { keys, deviceId, prefix };
  }

  async capture(from: IntakePhone, change: Partial<SupportManifest> = {}): Promise<Captured> {
    const folio = change.folio ?? composeFolio(from.prefix, (this.#counter += 1));
    const at = this.context.clock.now().toISOString();
    const parts = SUPPORT_PARTS.map((name) => ({ name, mime: 'image/jpeg' as const, bytes: randomBuffer(60_000) }));
    const sealed = await sealRecord(
      from.keys,
      await this.context.module.get(Signing).publicJwk('intake'),
      {
        version: 1,
        kind: 'support',
        folio,
        processId: this.processId,
        deviceId: from.deviceId,
        periodVersion: 1,
        aspirantId: this.#aspirantId,
        auxiliaryId: this.#auxiliaryId,
        channel: 'app',
        credentialType: 'E',
        capturedAt: at,
        lastServerTime: { at, monotonicMs: 0 },
        appVersion: '0.1.0',
        privacyNotice: { version: '1', consentedAt: at },
        attestation: '',
        ...change,
      },
      { id: folio, parts, data: { fieldsRead: {}, fieldsTyped: { cic: '123456789' } } },
    );
    return { folio, ...sealed };
  }

  send({ folio, container }: Captured): Promise<IntakeAnswer> {
    return this.ask(`/api/v1/supports/${folio}`, {
      method: 'PUT',
      headers: { 'content-type': CONTAINER_TYPE },
      body: new Uint8Array(container),
    });
  }

  announce(...records: readonly Captured[]): Promise<IntakeAnswer> {
    return this.ask('/api/v1/announcements', manifestsOf(records));
  }

  /** @returns the status. */
  async reportErased(...records: readonly Captured[]): Promise<number> {
    return (await fetch(`${this.base}/api/v1/erasures`, manifestsOf(records))).status;
  }

  async ask(path: string, init: RequestInit = {}): Promise<IntakeAnswer> {
    const answer = await fetch(this.base + path, init);
    return {
      ...((await answer.json()) as object),
      status: answer.status,
      retryAfter: answer.headers.get('retry-after'),
    };
  }
}

function manifestsOf(records: readonly Captured[]): RequestInit {
  const manifests = records.map(({ container }) => {
    const { manifest, signature } = parseHeader(container);
    return {
      manifest: Buffer.from(manifest).toString('base64url'),
      signature: Buffer.from(signature).toString('base64url'),
    };
  });
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ manifests }) };
}
