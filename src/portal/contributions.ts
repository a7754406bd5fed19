import { existsSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PortalContribution } from './contribution.js';

const here = fileURLToPath(import.meta.url);
const contexts = join(dirname(here), '..', 'contexts');

/** The `contribution` that each `contexts/<context>/portal/index` exports, if there is one. */
async function contributionsOfContexts(): Promise<PortalContribution[]> {
  const found: PortalContribution[] = [];
  for (const context of readdirSync(contexts)) {
    const file = join(contexts, context, 'portal', `index${extname(here)}`);
    if (!existsSync(file)) continue;
    const module = (await import(pathToFileURL(file).href)) as { readonly contribution?: PortalContribution };
    if (!module.contribution) throw new Error(`${file} exports no 'contribution'`);
    found.push(module.contribution);
  }
  return found;
}

/** Contributions of all contexts, in the order of the navigation. */
export const CONTRIBUTIONS: readonly PortalContribution[] = (await contributionsOfContexts()).sort(
  (a, b) => a.order - b.order,
);
