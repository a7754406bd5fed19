import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesUnder, root } from '../architecture/support.js';
import { renderEmails } from '../../scripts/lib/emails.mjs';
import { eventually } from '../support/eventually.js';
import type { SharedRecords } from '../support/opl-records.js';

const TEMPLATE = 'test/fixtures/template-context';
/** Inside the project, so that packages resolve; ignored by git. */
const copy = join(root, '.cache', `template-context-${String(process.pid)}`);
const COPIED = [
  ...['src', 'views', 'migrations', 'docs', 'test/support', 'test/builders', 'mobile/src', 'scripts/lib', 'bench/lib'],
  ...['test/fixtures/stored-names.json', 'package.json', 'jest.config.mjs'],
];

type Scene = Awaited<ReturnType<(typeof import('../support/back-office-scene.js'))['BackOfficeScene']['open']>>;

/** Manual changes to existing files that a new context requires. */
const EDITS: Readonly<Record<string, (text: string) => string>> = {
  'src/app.module.ts': (text) =>
    text
      .replace(
        'import { NotificationsModule }',
        "import { NoticeboardModule } from './contexts/noticeboard/noticeboard.module.js';\nimport { NotificationsModule }",
      )
      .replace('  NotificationsModule,\n]', '  NoticeboardModule,\n  NotificationsModule,\n]'),
  'src/contexts/accounts/domain/roles.ts': (text) =>
    text.replace(
      "      'account-requests.prepare',\n",
      "      'account-requests.prepare',\n      'noticeboard.read',\n      'noticeboard.write',\n",
    ),
  'docs/data-out.md': (text) =>
    text.replace(
      /(\n\|[^\n]*)\n\n/,
      '$1\n| e-mail: notice posted | the official who posted it | name | `src/contexts/notifications/mails/notice-posted.ts` |\n\n',
    ),
  'test/fixtures/stored-names.json': (text) => {
    const names = JSON.parse(text) as Record<string, string[]>;
    for (const [kind, added] of Object.entries(STORED_NAMES)) names[kind] = [...(names[kind] ?? []), ...added].sort();
    return JSON.stringify(names, null, 2);
  },
};

const STORED_NAMES = {
  problemCodes: ['NOTICEBOARD.ALREADY_POSTED'],
  auditNames: ['noticeboard.post-notice', 'noticeboard.remove-old-notices'],
  events: ['noticeboard.notice-posted@1'],
};

/** The rules for a new context, which run in the copy, and the spec of the context itself. */
const SPECS = [
  ...[
    'use-cases',
    'calendar',
    'permissions',
    'privileges',
    'identifiers',
    'audit-labels',
    'errors',
    'notifications',
    'stored-names',
  ].map((name) => `test/architecture/${name}.spec.ts`),
  'src/contexts/noticeboard/noticeboard.int-spec.ts',
];

const load = <Module>(path: string): Promise<Module> => import(pathToFileURL(join(copy, path)).href) as Promise<Module>;

describe('a new context with a command, query, screen, e-mail and recurring job', () => {
  let scene: Scene;
  let official: string;

  beforeAll(async () => {
    for (const path of COPIED) {
      await cp(join(root, path), join(copy, path), {
        recursive: true,
        filter: (from) => !/[/.]spec\.tsx?$/.test(from),
      });
    }
    await cp(join(root, 'test', 'architecture'), join(copy, 'test', 'architecture'), { recursive: true });
    await mkdir(join(copy, 'dist'), { recursive: true });
    await symlink(join(root, 'dist', 'admin'), join(copy, 'dist', 'admin'));
    await cp(join(root, TEMPLATE), copy, { recursive: true });
    for (const [path, edit] of Object.entries(EDITS)) {
      await writeFile(join(copy, path), edit(await readFile(join(root, path), 'utf8')));
    }
    const { BackOfficeScene } = await load<typeof import('../support/back-office-scene.js')>(
      'test/support/back-office-scene.ts',
    );
    scene = await BackOfficeScene.open();
    official = await scene.signIn('opl-administrator');
  }, 180_000);
  afterAll(async () => {
    await scene.close();
    await rm(copy, { recursive: true });
  });

  it('changes at most four existing files', async () => {
    const changed: string[] = [];
    for (const path of COPIED.flatMap((each) => (each.includes('.') ? [each] : filesUnder(each, /./)))) {
      if (/spec\.tsx?$/.test(path)) continue;
      const [before, after] = await Promise.all([readFile(join(root, path)), readFile(join(copy, path))]);
      if (!before.equals(after)) changed.push(path);
    }
    expect(changed.sort()).toEqual(Object.keys(EDITS).sort());
    expect(changed.length).toBeLessThanOrEqual(4);
  });

  it('shows its screen in the navigation of roles with permission', async () => {
    const html = await (await scene.get('/admin', official)).text();
    expect(decodeURIComponent(html)).toContain('/admin/pages/tablero');
    const auditor = await (await scene.get('/admin', await scene.signIn('auditor'))).text();
    expect(decodeURIComponent(auditor)).not.toContain('/admin/pages/tablero');
  });

  it('runs its command, answers its query and sends its e-mail', async () => {
    const page = '/admin/api/pages/tablero';
    expect((await scene.post(page, official, { body: { text: 'Hoy cierra la mesa a las 17 h' } })).status).toBe(200);
    const { data } = (await (await scene.get(page, official)).json()) as { data: object };
    expect(data).toMatchObject({ notices: [{ text: 'Hoy cierra la mesa a las 17 h' }] });
    const { OutboxRelay } = await load<typeof import('../../src/kernel/jobs/outbox-relay.js')>(
      'src/kernel/jobs/outbox-relay.ts',
    );
    const mail = await eventually('the mail', async () => {
      await scene.app.get(OutboxRelay).drain();
      return scene.mailbox.messages.find(({ subject }) => subject === 'Su aviso se publicó');
    });
    expect(mail.text).toContain('Hoy cierra la mesa a las 17 h');
  });

  it('appears in the audit log with its own labels', async () => {
    const reader = await scene.signIn('derfe-administrator');
    const trail = await (await scene.get('/admin/api/pages/bitacora?area=noticeboard', reader)).text();
    expect(trail).toContain('Publicó un aviso');
    expect(trail).toContain('"label":"Aviso"');
  });

  it('gives the visibility test a notice of each OPL, which only its own officials see', async () => {
    const { contextRecords } = await load<typeof import('../support/opl-records.js')>('test/support/opl-records.ts');
    const { seed } = (await contextRecords()).get('noticeboard') ?? {};
    const seeded = async (entidad: string) => {
      const { noticeId } = (await seed?.(scene, { entidad, accountId: randomUUID() } as SharedRecords)) ?? {};
      return noticeId ?? 'not seeded';
    };
    const [ours, foreign] = [await seeded('22'), await seeded('14')];
    const page = '/admin/api/pages/tablero';
    const shown = await (await scene.get(page, official)).text();
    const shownToForeign = await (await scene.get(page, await scene.signInFromJalisco('opl-administrator'))).text();
    expect([shown.includes(ours), shown.includes(foreign)]).toEqual([true, false]);
    expect([shownToForeign.includes(ours), shownToForeign.includes(foreign)]).toEqual([false, true]);
  });

  it('runs its recurring job', async () => {
    const { RecurringJobs } =
      await load<typeof import('../../src/kernel/jobs/recurring.js')>('src/kernel/jobs/recurring.ts');
    scene.clock.advance(25 * 3_600_000);
    const jobs = scene.app.get(RecurringJobs);
    const job = jobs.all().find(({ name }) => name === 'remove old notices');
    expect(job && (await jobs.runOnce(job))).toBe(true);
    const { data } = (await (
      await scene.get('/admin/api/pages/tablero', await scene.signIn('opl-administrator'))
    ).json()) as { data: object };
    expect(data).toEqual({ notices: [] });
  });

  it('meets the rules for a new context, and its own spec passes', async () => {
    await writeFile(join(copy, 'docs', 'notifications.md'), renderEmails(copy));
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const child = spawn(process.execPath, [jest, '--runInBand', '--runTestsByPath', ...SPECS], { cwd: copy });
    const output: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => output.push(part));
    child.stderr.on('data', (part: Buffer) => output.push(part));
    const [code] = (await once(child, 'close')) as [number];
    const report = Buffer.concat(output).toString();
    expect(code === 0 ? '' : report).toBe('');
    expect(report).toContain(`${String(SPECS.length)} passed, ${String(SPECS.length)} total`);
  }, 180_000);
});
