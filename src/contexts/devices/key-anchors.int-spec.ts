import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { IntakeScene, type IntakePhone } from '../../../test/support/intake-scene.js';
import { sealAudit } from '../../../test/support/app.js';
import { systemActor } from '../../kernel/access/actor.js';
import { TrailAdoptions } from '../../kernel/audit/trail-adoption.js';
import { AuditSealer } from '../../kernel/audit/audit-sealer.js';
import { GetDeviceKeys } from './index.js';

const MIGRATION = join(import.meta.dirname, '../../../migrations/202611291600_proof_of_records.sql');

let scene: IntakeScene;
let phone: IntakePhone;
beforeAll(async () => {
  scene = await IntakeScene.open();
  phone = await scene.enrol();
});
afterAll(() => scene.close());

const keys = () => scene.dispatcher.ask(systemActor('spec'), new GetDeviceKeys({ deviceIds: [phone.deviceId] }));

describe('the anchor of a device key (decision 49)', () => {
  it('is the RFC 7638 thumbprint that the audit entry of the enrolment records', async () => {
    const thumbprint = await calculateJwkThumbprint(phone.keys.publicJwk);
    expect(await keys()).toEqual([
      { deviceId: phone.deviceId, publicJwk: phone.keys.publicJwk, anchored: [thumbprint] },
    ]);
  });

  it('is recorded in the same form for devices that earlier releases enrolled', async () => {
    const insert = (await readFile(MIGRATION, 'utf8')).replace(/^[\s\S]*?(?=^insert)/m, '');
    await scene.rows(insert);
    expect((await keys())[0]?.anchored).toHaveLength(1);
    await sealAudit(scene.context);
    // Until the operator adopts it, anyone with access to the database could have written it.
    await scene.context.module.get(AuditSealer).adopt();
    const [key] = await keys();
    const [enrolled, migrated] = key?.anchored ?? [];
    expect(migrated).toBeDefined();
    expect(migrated).toBe(enrolled);
    const [entry] = await scene.rows(
      `select stream, territory, actor_kind as actor from kernel.audit_entry where action = 'devices.anchor-key'`,
    );
    expect(entry).toEqual({ stream: scene.processId, territory: '22', actor: 'system' });
  });

  it('is recorded by the adoption for a device that a process of an earlier release enrolled after the migration', async () => {
    phone = await scene.enrol();
    await scene.rows(
      `set session_replication_role = replica;
       update kernel.audit_entry set details = details - 'keyThumbprint', mac = null where subject_id = '${phone.deviceId}';
       set session_replication_role = origin`,
    );
    expect((await keys())[0]?.anchored).toEqual([]);
    const { module } = scene.context;
    expect(await module.get(TrailAdoptions).adopt('Actualización')).toBe(1);
    expect((await keys())[0]?.anchored).toEqual([await calculateJwkThumbprint(phone.keys.publicJwk)]);
    expect(await module.get(TrailAdoptions).adopt('Actualización')).toBe(0);
    const [entry] = await scene.rows(
      `select stream, territory, actor_id as actor, details ->> 'reason' as reason from kernel.audit_entry
       where action = 'devices.anchor-key' and subject_id = ?`,
      [phone.deviceId],
    );
    expect(entry).toEqual({
      ...{ stream: scene.processId, territory: '22', actor: 'devices.anchor-key', reason: 'Actualización' },
    });
  });
});
