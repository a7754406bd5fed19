import { EntityManager } from '@mikro-orm/postgresql';
import type { BackOfficeScene } from '../back-office-scene.js';
import { inputsFor, type ContextRecords, type SharedRecords } from '../opl-records.js';

/** Inserts the row that the scrub creates when it finds a support altered. */
async function seedDamage({ app, clock }: BackOfficeScene, { supportId }: SharedRecords): Promise<void> {
  await app
    .get(EntityManager)
    .fork()
    .execute(
      `insert into kernel.blob_damage (key, what, row_id, fault, findings, found_at)
     select blob_key, 'intake.support', id, 'altered', '{row.receivedAt}', ? from intake.support where id = ?`,
      [clock.now(), supportId],
    );
}

export const records: ContextRecords = {
  inputs: {
    'intake.list-receipts': ({ auxiliaryId }) => ({ auxiliaryId }),
    'intake.get-maintenance-notice': ({ supportId }) => ({ maintenanceId: supportId }),
    'intake.prove-supports': ({ supportId }) => ({ supportIds: [supportId] }),
    'intake.wait-for-in-flight-uploads': ({ processId, entidad }) => ({ processId, entidad }),
    ...inputsFor(
      ({ processId }) => ({ processId }),
      'intake.count-pending-uploads',
      'intake.list-damaged-supports',
      'intake.list-pending-uploads',
      'intake.verify-supports',
    ),
  },
  async seed(scene, records) {
    await seedDamage(scene, records);
    return {};
  },
  notForOpls: ['intake.get-maintenance-notice', 'intake.list-receipts'],
};
