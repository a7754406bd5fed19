import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { randomId } from '../../kernel/crypto/random.js';
import { StatusSource, type StatusFigure } from '../../kernel/health/status-source.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { CaptureKeys } from './capture-keys.js';

/**
 * Active capture periods, open or still to come, whose keys would no longer pass the check of {@link SetCapturePeriod}.
 * That command checks the keys only when it activates a period. Since then the period may have been extended or a key
 * replaced.
 */
@Injectable()
export class CaptureKeysStatus extends StatusSource {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly transactions: TransactionRunner,
    private readonly work: UnitOfWork,
    private readonly modules: ModuleRef,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    if (this.config.mode !== 'production') return [];
    const value = await this.transactions.runAsSystem(
      { name: 'processes.capture-keys', correlationId: randomId() },
      () => this.#periodsWithInvalidKeys(),
    );
    return [
      {
        name: 'keys.period-unfit',
        label: 'Periodos de captación activos cuyas llaves no están en regla',
        value,
        unit: '',
        limit: 0,
        remedy:
          'Vea qué otra alarma de llaves hay. Si ninguna: las llaves publicadas vencen antes del fin de un periodo y su gracia; firme otras que duren más («keys sign --days»).',
      },
    ];
  }

  async #periodsWithInvalidKeys(): Promise<number> {
    const periods = await this.work.sql<{ endsAt: string; count: number }>(
      `select c.closes_at + c.grace_hours * interval '1 hour' as "endsAt", count(*)::int as count
       from processes.capture_period c join processes.process p on p.id = c.process_id
       where c.active and not p.practice and p.closed_at is null
         and c.closes_at + c.grace_hours * interval '1 hour' > $1
       group by 1 order by 1 desc`,
      [this.clock.now()],
    );
    const keys = this.modules.get(CaptureKeys, { strict: false });
    let invalid = 0;
    for (const { endsAt, count } of periods) {
      // Keys that suffice until a later end also suffice until an earlier one.
      if ((await keys.faultBefore(new Date(endsAt))) === undefined) break;
      invalid += count;
    }
    return invalid;
  }
}
