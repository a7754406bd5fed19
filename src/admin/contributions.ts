import { existsSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withAdditions } from './additions.js';
import { auditContribution } from './audit/index.js';
import { longJobsContribution } from './long-jobs/index.js';
import { messagesContribution } from './messages/index.js';
import type { Contribution } from './screen.js';

const here = fileURLToPath(import.meta.url);
const contexts = join(dirname(here), '..', 'contexts');

/** The `contribution` that each `contexts/<context>/admin/index` exports. */
async function loadContextContributions(): Promise<Contribution[]> {
  const found: Contribution[] = [];
  for (const context of readdirSync(contexts)) {
    const file = join(contexts, context, 'admin', `index${extname(here)}`);
    if (!existsSync(file)) continue;
    const { contribution } = (await import(pathToFileURL(file).href)) as { readonly contribution?: Contribution };
    if (!contribution) throw new Error(`${file} exports no 'contribution'`);
    found.push(contribution);
  }
  return found;
}

/** All contributions, in navigation order. */
export const CONTRIBUTIONS: readonly Contribution[] = withAdditions(
  [
    auditContribution(() => CONTRIBUTIONS),
    longJobsContribution(() => CONTRIBUTIONS),
    messagesContribution,
    ...(await loadContextContributions()),
  ].sort((a, b) => a.order - b.order),
);
