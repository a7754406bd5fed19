import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PostgresElectoralRoll } from './persistence/postgres-roll.js';
import { GetRegistrationHandler } from './queries/get-registration.js';
import { GetRegistrationsHandler } from './queries/get-registrations.js';
import { ListRollCutsHandler } from './queries/list-roll-cuts.js';
import { ElectoralRoll } from './roll-port.js';

/** Cuts of the electoral roll, and queries on them (§6.4, §13.2 C). */
@Module({
  imports: [CqrsModule],
  providers: [
    GetRegistrationHandler,
    GetRegistrationsHandler,
    ListRollCutsHandler,
    { provide: ElectoralRoll, useClass: PostgresElectoralRoll },
  ],
  exports: [ElectoralRoll],
})
export class ElectoralRollModule {}
