import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { sourceMapOf } from './typescript.mjs';

const require = createRequire(import.meta.url);
const LIVE = Symbol.for('apoyo.jest-globals');
let registered = false;

/** Implements the parts of Jest's runtime that the tests need with Node's own module system. See environment.mjs. */
export default class NativeRuntime {
  #environment;

  constructor(_config, environment) {
    this.#environment = environment;
    if (!registered) register('./loader.mjs', import.meta.url);
    registered = true;
  }

  /** Loads jest-circus again for each file, because it keeps the tests of the previous file. */
  requireInternalModule(path) {
    if (path.includes('jest-circus')) delete require.cache[path];
    return require(path);
  }

  requireModule(path) {
    return require(path);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  unstable_importModule(path) {
    return import(pathToFileURL(path).href);
  }

  /** Modules stay loaded and import these only once, so globals.mjs reads them at each call. */
  setGlobalsForRuntime(globals) {
    const { moduleMocker, fakeTimersModern } = this.#environment;
    const jest = {
      fn: moduleMocker.fn.bind(moduleMocker),
      spyOn: moduleMocker.spyOn.bind(moduleMocker),
      restoreAllMocks: () => moduleMocker.restoreAllMocks(),
      useFakeTimers: (options) => fakeTimersModern.useFakeTimers(options),
      useRealTimers: () => fakeTimersModern.useRealTimers(),
      advanceTimersByTime: (ms) => fakeTimersModern.advanceTimersByTime(ms),
      advanceTimersByTimeAsync: (ms) => fakeTimersModern.advanceTimersByTimeAsync(ms),
    };
    globalThis[LIVE] = { ...globals, jest };
  }

  getSourceMaps() {
    return new SourceMaps();
  }

  getAllCoverageInfoCopy() {}

  enterTestCode() {}

  leaveTestCode() {}

  isTornDown() {
    return false;
  }

  teardown() {}
}

/** Source maps, read only for the files in a printed stack trace. */
class SourceMaps extends Map {
  get(path) {
    return sourceMapOf(path);
  }
}
