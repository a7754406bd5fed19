import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { commandSpecs, type DeadlineEffect } from '../../kernel/messaging/specs.js';
import { LEGAL_DEADLINE_KEYS, type LegalDeadlineKey } from './domain/legal-deadlines.js';

export interface GovernedCommand {
  readonly command: string;
  readonly effect: DeadlineEffect;
}

/**
 * Finds the commands that a legal deadline governs. Each command declares its deadlines in its `@CommandSpec`
 * (decision 40).
 */
@Injectable()
export class GovernedCommands implements OnApplicationBootstrap {
  /** @throws Error if a command names a deadline that is not in the calendar. */
  onApplicationBootstrap(): void {
    const known = new Set<string>(LEGAL_DEADLINE_KEYS);
    for (const { name, deadlines = {} } of commandSpecs()) {
      for (const deadline of Object.keys(deadlines)) {
        if (!known.has(deadline))
          throw new Error(`${name} names the legal deadline '${deadline}', which does not exist`);
      }
    }
  }

  /** Empty if the deadline is only informational. */
  governedBy(deadline: LegalDeadlineKey): GovernedCommand[] {
    return commandSpecs().flatMap(({ name, deadlines = {} }) => {
      const effect = deadlines[deadline];
      return effect === undefined ? [] : [{ command: name, effect }];
    });
  }
}
