import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { GetRegistration } from '../verification/index.js';

export interface PadronStanding {
  readonly inPadron: boolean;
  /** Only a warning for the OPL: the padrón is what §6.4 asks. */
  readonly inNominalList: boolean;
}

/** Whether an auxiliary stands in the padrón (§6.4). */
export abstract class PadronCheck {
  /** @throws DomainError AUXILIARIES.ROLL_NOT_LOADED when nobody can tell now. */
  abstract standingOf(claveElector: string, entidad: string): Promise<PadronStanding>;
}

/** Asks the electoral roll through verification. */
@Injectable()
export class RollPadronCheck extends PadronCheck {
  constructor(private readonly dispatcher: Dispatcher) {
    super();
  }

  override async standingOf(claveElector: string, entidad: string): Promise<PadronStanding> {
    const { standing } = await this.dispatcher.ask(
      systemActor('auxiliaries.padron-check'),
      new GetRegistration({ claveElector, entidad }),
    );
    if (standing === 'unknown') throw new DomainError('AUXILIARIES.ROLL_NOT_LOADED', { kind: 'unavailable' });
    return { inPadron: standing !== 'not-registered', inNominalList: standing === 'lista-nominal' };
  }
}
