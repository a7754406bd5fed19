import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ParsedMail } from 'mailparser';
import type { Browser, BrowserContextOptions, Download, Page } from 'playwright-core';
import { asOwner } from '../app.js';
import { createApp, migrate, startJobs } from '../../../src/app.js';
import { seedFoundation } from '../../../src/demonstration/index.js';
import { Clock } from '../../../src/kernel/clock/clock.js';
import { newDatabase, testConfig } from '../app.js';
import { launchBrowser } from '../browser.js';
import { FakeCamera } from '../camera.js';
import { eventually } from '../eventually.js';
import { openMailbox, type Mailbox } from '../mailbox.js';
import { freePort } from '../free-port.js';

const ELECTORS = 4_000;

/** Runs in real time, with an offset that the test sets. */
export class MovableClock extends Clock {
  #ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** @param milliseconds how much to add to the offset. */
  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}

export interface WorkflowSceneOptions {
  /** If set, jobs run through Bull queues; otherwise the web process runs them. */
  readonly redisUrl?: string;
  /** Folder for screenshots; nothing compares them. */
  readonly pictures?: string;
}

/** The running system, seeded only with officials and a roll, with a browser, a camera and a mailbox. */
export class WorkflowScene {
  private constructor(
    readonly base: string,
    readonly clock: MovableClock,
    readonly mailbox: Mailbox,
    readonly camera: FakeCamera,
    readonly folder: string,
    private readonly browser: Browser,
    private readonly app: NestExpressApplication,
    private readonly options: WorkflowSceneOptions,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async open(options: WorkflowSceneOptions = {}): Promise<WorkflowScene> {
    const port = await freePort();
    const base = `http://127.0.0.1:${String(port)}`;
    const mailbox = await openMailbox();
    const database = await newDatabase();
    const { config, folder } = await testConfig(database.url, {
      PORT: String(port),
      SMTP_URL: mailbox.url,
      GOOGLE_CLIENT_ID: 'main-workflow',
      GOOGLE_CLIENT_SECRET: 'main-workflow-secret',
      GOOGLE_BASE_URL: `${base}/demo/oauth/google`,
      ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    });
    const clock = new MovableClock();
    const app = await createApp(config, clock);
    await migrate(app);
    await app.init();
    await seedFoundation(app, { electors: ELECTORS });
    startJobs(app);
    await app.listen(port, '127.0.0.1');
    const camera = await FakeCamera.make(join(folder, 'camera.mjpeg'));
    const browser = await launchBrowser({ cameraFile: camera.file });
    return new WorkflowScene(base, clock, mailbox, camera, folder, browser, app, options, async () => {
      await browser.close();
      await app.close();
      await mailbox.close();
      await database.drop();
      await rm(folder, { recursive: true });
    });
  }

  /** A window with its own session. */
  async window(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.base,
      locale: 'es-MX',
      viewport: { width: 1366, height: 768 },
      acceptDownloads: true,
      ...options,
    });
    context.setDefaultTimeout(30_000);
    context.on('weberror', (error) => {
      console.error(error.page()?.url(), error.error());
    });
    return context.newPage();
  }

  telephone(): Promise<Page> {
    return this.window({ viewport: { width: 390, height: 844 }, hasTouch: true, permissions: ['camera'] });
  }

  async picture(page: Page, name: string): Promise<void> {
    const { pictures } = this.options;
    if (pictures === undefined) return;
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  /** Waits for an e-mail to the address with a matching subject. */
  async mailTo(address: string, subject: RegExp): Promise<ParsedMail> {
    return eventually(`an e-mail «${subject.source}» to ${address}`, () => {
      const found = this.mailbox.messages.find(
        (mail) => [mail.to].flat().some((to) => to?.text.includes(address)) && subject.test(mail.subject ?? ''),
      );
      return Promise.resolve(found);
    });
  }

  async sql<Row extends object>(text: string): Promise<Row[]> {
    return asOwner(this.app).execute<Row[]>(text);
  }

  /** Takes a screenshot of every open page, for a test that failed. */
  async pictureOfAll(): Promise<void> {
    const pages = this.browser.contexts().flatMap((context) => context.pages());
    for (const [nth, page] of pages.entries()) await this.picture(page, `at-the-end-${String(nth)}`);
  }

  close(): Promise<void> {
    return this.cleanUp();
  }
}

export async function contentOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}
