import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { commandSpecs, type TermEffect } from '../../kernel/messaging/specs.js';
import { LEGAL_TERM_KEYS, type LegalTermKey } from './domain/legal-terms.js';

export interface GovernedCommand {
  readonly command: string;
  readonly effect: TermEffect;
}

/**
 * Finds the commands that a legal deadline governs. Each command declares its deadlines in its `@CommandSpec` (decision 40).
 */
@Injectable()
export class GovernedCommands implements OnApplicationBootstrap {
  /** @throws Error if a command names a deadline that is not in the calendar. */
  onApplicationBootstrap(): void {
    const known = new Set<string>(LEGAL_TERM_KEYS);
    for (const { name, terms = {} } of commandSpecs()) {
      for (const term of Object.keys(terms)) {
        if (!known.has(term)) throw new Error(`${name} names the legal deadline '${term}', which does not exist`);
      }
    }
  }

  /** Empty if the date is only informational. */
  governedBy(term: LegalTermKey): GovernedCommand[] {
    return commandSpecs().flatMap(({ name, terms = {} }) => {
      const effect = terms[term];
      return effect === undefined ? [] : [{ command: name, effect }];
    });
  }
}
