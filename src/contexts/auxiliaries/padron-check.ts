import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../../kernel/access/actor.js';
import { centralDay } from '../../kernel/clock/central-time.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { GetRegistration } from '../electoral-roll/index.js';
import { DEFAULT_PADRON_LIMITS } from './domain/padron-limits.js';

export interface PadronStatus {
  readonly inPadron: boolean;
  /** For the OPL's information only; §6.4 requires the padrón, not the lista nominal. */
  readonly inNominalList: boolean;
}

export interface RequestingAspirant {
  readonly id: string;
  readonly entidad: string;
}

/** Checks that a person is in the padrón (§6.4). */
export abstract class PadronCheck {
  /**
   * @throws DomainError AUXILIARIES.ROLL_NOT_LOADED while no roll is loaded, AUXILIARIES.PADRON_QUERIES_SPENT once the
   * aspirant has used up the day's queries.
   */
  abstract statusOf(claveElector: string, aspirant: RequestingAspirant): Promise<PadronStatus>;
}

/** Queries the electoral roll. */
@Injectable()
export class RollPadronCheck extends PadronCheck {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async statusOf(claveElector: string, aspirant: RequestingAspirant): Promise<PadronStatus> {
    await this.#consumeQuota(aspirant);
    const { entidad } = aspirant;
    const { status } = await this.dispatcher.ask(
      systemActor('auxiliaries.padron-check'),
      new GetRegistration({ claveElector, entidad }),
    );
    if (status === 'unknown') throw new DomainError('AUXILIARIES.ROLL_NOT_LOADED', { kind: 'unavailable' });
    return { inPadron: status !== 'not-registered', inNominalList: status === 'lista-nominal' };
  }

  /** Runs in its own transaction, so that the query counts even if the registration is rejected. */
  async #consumeQuota({ id, entidad }: RequestingAspirant): Promise<void> {
    const [usage] = await this.em.fork().execute<{ used: number; quota: number }[]>(
      `insert into auxiliaries.padron_queries as queries (aspirant_id, day, asked) values (?, ?, 1)
       on conflict (aspirant_id, day) do update set asked = queries.asked + 1
       returning asked as used, coalesce((select per_day from auxiliaries.padron_limit where entidad = ? order by version desc limit 1),
         ?::int) as quota`,
      [id, centralDay(this.clock.now()), entidad, DEFAULT_PADRON_LIMITS.perDay],
    );
    if (usage && usage.used > usage.quota) {
      throw new DomainError('AUXILIARIES.PADRON_QUERIES_SPENT', {
        kind: 'too-many',
        params: { allowed: usage.quota },
      });
    }
  }
}
