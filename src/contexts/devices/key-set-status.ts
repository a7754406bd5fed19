import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { StatusSource, type StatusFigure } from '../../kernel/health/status-source.js';
import { DAY_MS, KEY_SET_WARNING_DAYS } from './domain/key-set.js';

/** How long the published key set remains valid. Apps reject an expired one. */
@Injectable()
export class KeySetStatus extends StatusSource {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    if (!this.config.rootPublicKey) return [];
    const [row] = await this.em
      .fork()
      .execute<{ expiresAt: string }[]>(
        'select expires_at as "expiresAt" from devices.key_set order by serial desc limit 1',
      );
    const left = row ? new Date(row.expiresAt).getTime() - this.clock.now().getTime() : 0;
    return [
      {
        name: 'keys.set-days-left',
        label: 'Días que faltan para que venzan las llaves publicadas',
        value: Math.max(0, Math.floor(left / DAY_MS)),
        unit: '',
        limit: KEY_SET_WARNING_DAYS,
        below: true,
        remedy: 'Firme otro conjunto de llaves con la raíz: «keys request», «keys sign» y «keys publish».',
      },
    ];
  }
}
