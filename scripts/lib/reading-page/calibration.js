// A fixed workload similar to reading: sums over an array.
const values = Float32Array.from({ length: 1 << 16 }, (_, i) => (i % 251) / 251);
let sum = 0;
const start = performance.now();
for (let round = 0; round < 4000; round += 1)
  for (let i = 0; i < values.length; i += 1) sum += values[i] * (values[(i + round) & 0xffff] ?? 0);
self.postMessage({ ms: performance.now() - start, sum });
