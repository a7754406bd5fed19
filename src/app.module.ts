import { Module, type DynamicModule } from '@nestjs/common';
import { AspirantsModule } from './contexts/aspirants/index.js';
import { ProcessesModule } from './contexts/processes/index.js';
import { AppConfig } from './kernel/config/config.js';
import { KernelModule } from './kernel/kernel.module.js';

/** The list of contexts: what the system does. */
const CONTEXTS = [ProcessesModule, AspirantsModule];

@Module({})
export class AppModule {
  static of(config: AppConfig): DynamicModule {
    return { module: AppModule, imports: [KernelModule.of(config), ...CONTEXTS] };
  }
}
