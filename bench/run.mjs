// npm run bench -- NAME [--json] [arguments of the benchmark] · npm run bench -- list
// A benchmark is `bench/NAME/index.mjs` with `description` and `run({ figure, args })`; `figure` prints one line.
import { existsSync, readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';

register('./lib/typescript-hook.mjs', import.meta.url);
const json = process.argv.includes('--json');
const [name = 'list', ...args] = process.argv.slice(2).filter((argument) => argument !== '--json');
const benches = readdirSync(import.meta.dirname).filter((entry) =>
  existsSync(join(import.meta.dirname, entry, 'index.mjs')),
);

/** `goal` is a comparison as text: `>=0.8`, `<500`, `=0`; without it the figure is only reported. */
function printer(bench) {
  return (figure, value, unit, goal) => {
    const ok = goal === undefined ? undefined : meets(value, goal);
    if (ok === false) process.exitCode = 1;
    const line = { bench, figure, value, unit, ...(goal === undefined ? {} : { goal, ok }) };
    if (json) console.log(JSON.stringify(line));
    else
      console.log(
        `${figure.padEnd(44)} ${value} ${unit}${goal === undefined ? '' : `  (${goal}: ${ok ? 'met' : 'MISSED'})`}`,
      );
  };
}

function meets(value, goal) {
  const [, sign, limit] = /^(>=|<=|<|>|=)(.+)$/.exec(goal) ?? [];
  const bound = Number(limit);
  return { '>=': value >= bound, '<=': value <= bound, '<': value < bound, '>': value > bound, '=': value === bound }[
    sign
  ];
}

const load = (bench) => import(`./${bench}/index.mjs`);

if (name === 'list') {
  for (const bench of benches) console.log(`${bench.padEnd(16)} ${(await load(bench)).description}`);
} else if (benches.includes(name)) {
  // The whole application also serves the back-office bundle; building it takes a second.
  if (!existsSync(join(import.meta.dirname, '../dist/admin/components.bundle.js'))) {
    await (await import('../scripts/lib/admin-bundle.mjs')).bundleAdmin();
  }
  await (await load(name)).run({ figure: printer(name), args });
} else {
  console.error(`Unknown benchmark '${name}'. Available: ${benches.join(', ')}.`);
  process.exitCode = 2;
}
