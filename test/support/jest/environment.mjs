import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/**
 * Test files run in Node itself, without a VM context of their own: what one file has imported is there for the next
 * one of the same worker. In a context per file, loading Nest, MikroORM and AdminJS took most of a file's time.
 */
export default class NativeEnvironment {
  constructor({ projectConfig }) {
    // Jest marks and replaces globals of an environment; none of that may reach those of the worker.
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
