import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesUnder, root } from '../architecture/support.js';
import { eventually } from '../support/eventually.js';

const TEMPLATE = 'test/fixtures/template-context';
/** Inside the project, so that packages resolve; ignored by git. */
const copy = join(root, '.cache', `template-context-${String(process.pid)}`);
const COPIED = ['src', 'views', 'migrations', 'docs', 'test/support', 'test/builders', 'mobile/src', 'package.json'];

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
      "      'audit.read',\n",
      "      'audit.read',\n      'noticeboard.read',\n      'noticeboard.write',\n",
    ),
  'docs/data-out.md': (text) =>
    `${text}| e-mail: notice posted | the official who posted it | name | \`src/contexts/notifications/mails/notice-posted.ts\` |\n`,
};

const load = <Module>(path: string): Promise<Module> => import(pathToFileURL(join(copy, path)).href) as Promise<Module>;

describe('a new context with a command, query, screen, mail and recurring job', () => {
  let scene: Scene;
  let official: string;

  beforeAll(async () => {
    for (const path of COPIED) {
      await cp(join(root, path), join(copy, path), {
        recursive: true,
        filter: (from) => !/[/.]spec\.tsx?$/.test(from),
      });
    }
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
    official = await scene.signIn('derfe-administrator');
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

  it('runs its command, answers its query and sends its mail', async () => {
    const page = '/admin/api/pages/tablero';
    expect((await scene.post(page, official, { body: { text: 'Hoy cierra la mesa a las 17 h' } })).status).toBe(200);
    const { data } = (await (await scene.get(page, official)).json()) as { data: object };
    expect(data).toMatchObject({ notices: [{ text: 'Hoy cierra la mesa a las 17 h' }] });
    const { OutboxRelay } = await load<typeof import('../../src/kernel/jobs/outbox-relay.js')>(
      'src/kernel/jobs/outbox-relay.ts',
    );
    const mail = await eventually('the mail', async () => {
      await scene.app.get(OutboxRelay).drain();
      return scene.mailbox.mails.find(({ subject }) => subject === 'Su aviso se publicó');
    });
    expect(mail.text).toContain('Hoy cierra la mesa a las 17 h');
  });

  it('appears in the audit log with its own labels', async () => {
    const trail = await (await scene.get('/admin/api/pages/bitacora?area=noticeboard', official)).text();
    expect(trail).toContain('Publicó un aviso');
    expect(trail).toContain('"label":"Aviso"');
  });

  it('runs its recurring job', async () => {
    const { RecurringJobs } =
      await load<typeof import('../../src/kernel/jobs/recurring.js')>('src/kernel/jobs/recurring.ts');
    scene.clock.advance(25 * 3_600_000);
    const jobs = scene.app.get(RecurringJobs);
    const job = jobs.all().find(({ name }) => name === 'remove old notices');
    expect(job && (await jobs.runOnce(job))).toBe(true);
    const { data } = (await (
      await scene.get('/admin/api/pages/tablero', await scene.signIn('derfe-administrator'))
    ).json()) as { data: object };
    expect(data).toEqual({ notices: [] });
  });
});
