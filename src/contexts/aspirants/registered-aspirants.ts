import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { RegisteredAspirants } from '../processes/index.js';

@Injectable()
export class StoredAspirants extends RegisteredAspirants {
  constructor(private readonly work: UnitOfWork) {
    super();
  }

  override async existFor(by: { readonly officeId: string } | { readonly processId: string }): Promise<boolean> {
    const [column, id] = 'officeId' in by ? ['office_id', by.officeId] : ['process_id', by.processId];
    const found = await this.work.sql(`select from aspirants.aspirant where ${column} = $1 limit 1`, [id]);
    return found.length > 0;
  }

  override async countSigned(officeId: string): Promise<number> {
    const [row] = await this.work.sql<{ signed: number }>(
      `select count(*)::int as signed from aspirants.aspirant
       where office_id = $1 and signed_version > 0 and status <> 'withdrawn'`,
      [officeId],
    );
    return row?.signed ?? 0;
  }
}
