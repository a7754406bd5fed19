// Bundles the back office's own React components; AdminJS's page loads the bundle after its own.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'vite';
import { root } from './requirements.mjs';

/** Modules that AdminJS's page already provides, by their global variable. */
const GLOBALS = { react: 'React', 'react-router-dom': 'ReactRouterDOM' };
const ENTRY = 'virtual:screens';
const RESOLVED = `\0${ENTRY}`;

/** The .tsx files of a folder and its subfolders, except `parts/`, which contains no screens. */
function tsx(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'parts' ? [] : tsx(path);
    return entry.name.endsWith('.tsx') ? [path] : [];
  });
}

/** Screens by their name in contributions: `admin/<file>` or `<context>/<file>`. */
function screens() {
  const contexts = join(root, 'src', 'contexts');
  const found = [['admin', join(root, 'src', 'admin', 'pages')]];
  for (const context of readdirSync(contexts)) found.push([context, join(contexts, context, 'admin')]);
  return found.flatMap(([owner, folder]) => {
    try {
      return tsx(folder).map((file) => [`${owner}/${relative(folder, file).replace(/\.tsx$/, '')}`, file]);
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  });
}

function entry() {
  const found = screens();
  return [
    `import { Application, registerScreens } from '${join(root, 'src/admin/ui/application.tsx')}';`,
    ...found.map(([, file], index) => `import S${index} from '${file}';`),
    `registerScreens({ ${found.map(([name], index) => `'${name}': S${index}`).join(', ')} });`,
    `AdminJS.UserComponents = { Application };`,
  ].join('\n');
}

export async function bundleAdmin() {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'classic' } },
    resolve: { alias: [{ find: /^#electoral\/(.*)$/, replacement: join(root, 'src/electoral/$1/index.ts') }] },
    plugins: [
      {
        name: 'screens',
        enforce: 'pre',
        resolveId: (id) => (id.endsWith(ENTRY) ? RESOLVED : undefined),
        load: (id) => (id === RESOLVED ? entry() : undefined),
      },
    ],
    build: {
      outDir: join(root, 'dist', 'admin'),
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        input: ENTRY,
        external: Object.keys(GLOBALS),
        output: { format: 'iife', globals: GLOBALS, entryFileNames: 'components.bundle.js' },
      },
    },
  });
}
