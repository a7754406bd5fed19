import { withOwner } from '../../kernel/database/owner-connection.js';
import type { INestApplicationContext } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { LoadTerritory } from '../../contexts/processes/index.js';
import { GetRegistration, loadRollCut } from '../../contexts/electoral-roll/index.js';
import { inventedElectors, INVENTED_HOME } from '../../synthetic/index.js';
import { DEMONSTRATION_SEED, inventedTerritoryFile } from '../builders/index.js';
import { cast, ROLL_SIZE } from './cast.js';
import { seedOfficials } from './officials.js';
import { requireDemonstration } from './require-demonstration.js';

const DAY = 86_400_000;

export interface SeedOptions {
  /** Number of fictitious electors in the roll; tests need few. */
  readonly electors?: number;
  readonly log?: (line: string) => void;
}

/**
 * Seeds territory, roll and officials. Idempotent.
 * @throws Error in production.
 */
export async function seedFoundation(app: INestApplicationContext, options: SeedOptions = {}): Promise<void> {
  requireDemonstration(app);
  await seedTerritory(app);
  await seedRoll(app, options);
  await seedOfficials(app);
}

/**
 * Loads Querétaro with the sections of the fictitious roll. Idempotent.
 * @throws Error in production.
 */
export async function seedTerritory(app: INestApplicationContext): Promise<void> {
  requireDemonstration(app);
  await app
    .get(Dispatcher)
    .run(systemActor('demonstration.seed'), new LoadTerritory({ file: inventedTerritoryFile() }));
}

async function seedRoll(
  app: INestApplicationContext,
  { electors = ROLL_SIZE, log = () => undefined }: SeedOptions,
): Promise<void> {
  const { claveElector } = cast.aspirant();
  const { status } = await app
    .get(Dispatcher)
    .ask(systemActor('demonstration.seed'), new GetRegistration({ claveElector, entidad: INVENTED_HOME }));
  if (status !== 'unknown') return;
  log(`Cargando un padrón inventado de ${electors.toLocaleString('es-MX')} personas…`);
  const now = app.get(Clock).now().getTime();
  const header = {
    cut: 'padron-de-demostracion',
    asOf: new Date(now - 15 * DAY).toISOString(),
    source: 'PADRÓN INVENTADO',
    electors,
  };
  const rows = inventedElectors(DEMONSTRATION_SEED, electors);
  await withOwner(app.get(AppConfig).ownerDatabaseUrl, (client) =>
    loadRollCut(client, { header, electors: rows }, new Date(now - 2 * DAY)),
  );
}
