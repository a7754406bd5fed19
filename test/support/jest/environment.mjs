import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/**
 * Runs test files in Node itself instead of one VM context per file, so that the files of a worker share loaded
 * modules. With separate contexts, most of the time was spent loading Nest, MikroORM and AdminJS.
 */
export default class NativeEnvironment {
  constructor({ projectConfig }) {
    // Jest changes globals of the environment; the worker's own globals must not change.
    this.global = Object.create(globalThis, { process: { value: undefined } });
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  getVmContext() {
    return null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimersModern.dispose();
  }
}
