import { Module, type DynamicModule } from '@nestjs/common';
import { SignInModule } from './api/sign-in/sign-in.module.js';
import { AccountsModule } from './contexts/accounts/accounts.module.js';
import { AspirantsModule } from './contexts/aspirants/aspirants.module.js';
import { AuxiliariesModule } from './contexts/auxiliaries/auxiliaries.module.js';
import { ControlDeskModule } from './contexts/control-desk/control-desk.module.js';
import { DevicesModule } from './contexts/devices/devices.module.js';
import { ElectoralRollModule } from './contexts/electoral-roll/electoral-roll.module.js';
import { IntakeModule } from './contexts/intake/intake.module.js';
import { NotificationsModule } from './contexts/notifications/notifications.module.js';
import { ProcessesModule } from './contexts/processes/processes.module.js';
import { ResultsModule } from './contexts/results/results.module.js';
import { TransparencyModule } from './contexts/transparency/transparency.module.js';
import { VerificationModule } from './contexts/verification/verification.module.js';
import type { Clock } from './kernel/clock/clock.js';
import type { AppConfig } from './kernel/config/config.js';
import { KernelModule } from './kernel/kernel.module.js';
import { PortalModule } from './portal/portal.module.js';

/** The bounded contexts, from lower to higher. */
export const CONTEXTS = [
  ElectoralRollModule,
  ProcessesModule,
  AccountsModule,
  AspirantsModule,
  AuxiliariesModule,
  DevicesModule,
  IntakeModule,
  VerificationModule,
  ControlDeskModule,
  ResultsModule,
  TransparencyModule,
  NotificationsModule,
];

@Module({})
export class AppModule {
  static of(config: AppConfig, clock?: Clock): DynamicModule {
    return { module: AppModule, imports: [KernelModule.of(config, clock), ...CONTEXTS, SignInModule, PortalModule] };
  }
}
