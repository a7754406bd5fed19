import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { UsedFolios, type DeviceRow } from '../../devices/index.js';

/** All folios of a device have the same prefix, so their order as text is the order of their counters. */
@Injectable()
export class IntakeUsedFolios extends UsedFolios {
  constructor(private readonly work: UnitOfWork) {
    super();
  }

  async highest({ deviceId, auxiliaryId }: Pick<DeviceRow, 'deviceId' | 'auxiliaryId'>): Promise<string | undefined> {
    const rows = await this.work.sql<{ folio: string }>(
      `(select folio from intake.support where auxiliary_id = $2 and device_id = $1 order by folio desc limit 1)
       union all (select folio from intake.announcement where device_id = $1 order by folio desc limit 1)
       union all (select folio from intake.lost_support where device_id = $1 order by folio desc limit 1)`,
      [deviceId, auxiliaryId],
    );
    return rows
      .map(({ folio }) => folio)
      .sort()
      .at(-1);
  }
}
