// '@jest/globals' for test files that run in Node itself: each call is forwarded to the globals of the current file.
const LIVE = Symbol.for('apoyo.jest-globals');

const live = (name) =>
  new Proxy(function () {}, {
    apply: (_, self, given) => Reflect.apply(globalThis[LIVE][name], self, given),
    get: (_, key) => globalThis[LIVE][name][key],
  });

export const afterAll = live('afterAll');
export const afterEach = live('afterEach');
export const beforeAll = live('beforeAll');
export const beforeEach = live('beforeEach');
export const describe = live('describe');
export const expect = live('expect');
export const it = live('it');
export const jest = live('jest');
export const test = live('test');
