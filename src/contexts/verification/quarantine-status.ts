import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { StatusSource, type StatusFigure } from '../../kernel/health/status-source.js';

/** Counting stops here. */
const MAX_COUNTED = 100_000;

/** The number of quarantined records: each of them blocks the close of its process. */
@Injectable()
export class QuarantineStatus extends StatusSource {
  constructor(private readonly em: EntityManager) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const [row] = await this.em.fork().execute<{ records: number }[]>(
      `select count(*)::int as records
       from (select from verification.support where state = 'quarantined' limit ${String(MAX_COUNTED)}) counted`,
    );
    return [
      {
        name: 'verification.quarantined',
        label: 'Registros en cuarentena',
        value: row?.records ?? 0,
        unit: '',
        limit: 0,
        remedy: 'Vea la causa en «Registros en cuarentena», corríjala y verifíquelos de nuevo.',
      },
    ];
  }
}
