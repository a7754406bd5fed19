import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PostgresElectoralRoll } from './persistence/postgres-roll.js';
import { GetRegistrationHandler } from './queries/get-registration.js';
import { GetRegistrationsHandler } from './queries/get-registrations.js';
import { ElectoralRoll } from './roll-port.js';

/** The cuts of the electoral roll and what may be asked of them (§6.4, §13.2 C). */
@Module({
  imports: [CqrsModule],
  providers: [
    GetRegistrationHandler,
    GetRegistrationsHandler,
    { provide: ElectoralRoll, useClass: PostgresElectoralRoll },
  ],
  exports: [ElectoralRoll],
})
export class ElectoralRollModule {}
