// What jest runs: TypeScript through swc, with the globals of arithmetic bound in each module. Jest gives every test file a
// context of its own, where each look at a global goes through an interceptor: reading a card took four times as long.
import swc from '@swc/jest';

const BOUND = [
  'Math',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
];

function bind(code) {
  const used = BOUND.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  return used.length === 0 ? code : `const { ${used.join(', ')} } = globalThis; ${code}`;
}

const bound = (transformed) => ({ ...transformed, code: bind(transformed.code) });

export default {
  createTransformer(options) {
    const inner = swc.createTransformer(options);
    return {
      ...inner,
      process: (...file) => bound(inner.process(...file)),
      processAsync: async (...file) => bound(await inner.processAsync(...file)),
      getCacheKey: (...file) => `${inner.getCacheKey(...file)}-${BOUND.join()}`,
    };
  },
};
