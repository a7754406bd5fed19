import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../kernel/clock/clock.js';
import { StatusSource, type StatusFigure } from '../../kernel/health/status-source.js';

/** An alarm lasts a day. */
const SHOWN_MS = 24 * 3_600_000;

/** The number of accounts that read unusually many records, or were refused unusually often. */
@Injectable()
export class UnusualReadingStatus extends StatusSource {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const [row] = await this.em
      .fork()
      .execute<{ accounts: number }[]>(
        'select count(distinct account_id)::int as accounts from control_desk.unusual_reading where noticed_at > ?',
        [new Date(this.clock.now().getTime() - SHOWN_MS)],
      );
    return [
      {
        name: 'control-desk.unusual-readers',
        label: 'Cuentas que consultaron demasiados registros',
        value: row?.accounts ?? 0,
        unit: '',
        limit: 0,
        remedy: 'Vea en la bitácora qué consultó cada cuenta, pregunte el motivo y, si no lo hay, suspenda la cuenta.',
      },
    ];
  }
}
