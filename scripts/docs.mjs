// npm run docs: writes the pages of docs/ that are generated from the code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderContextMap } from './lib/context-graph.mjs';
import { renderEmails } from './lib/emails.mjs';
import { root } from './lib/requirements.mjs';

writeFileSync(join(root, 'docs', 'context-map.md'), renderContextMap(root));
writeFileSync(join(root, 'docs', 'notifications.md'), renderEmails(root));
