import type { DynamicModule, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { testConfig, type TestContext } from './app.js';

/** Another process of the same installation: same database, files and keys, but its own environment. */
export async function anotherProcess(
  { config: { databaseUrl, dataFolder }, clock }: Pick<TestContext, 'config' | 'clock'>,
  modules: readonly (Type | DynamicModule)[],
  environment: Record<string, string> = {},
): Promise<TestingModule> {
  const { config } = await testConfig(databaseUrl, { DATA_DIR: dataFolder, ...environment });
  const module = await Test.createTestingModule({ imports: [KernelModule.of(config, clock), ...modules] }).compile();
  return module.init();
}
