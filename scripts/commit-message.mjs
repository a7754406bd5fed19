// The commit-msg hook: node scripts/commit-message.mjs FILE
import { readFileSync } from 'node:fs';
import { subjectProblems } from './lib/commit-message.mjs';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node scripts/commit-message.mjs FILE');
  process.exit(2);
}
const problems = subjectProblems(readFileSync(file, 'utf8'));
for (const problem of problems) console.error(`The subject ${problem}.`);
process.exitCode = problems.length === 0 ? 0 : 1;
