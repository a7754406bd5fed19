import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface BrowserOptions {
  /** What the camera sees: an absolute path to an .mjpeg or .y4m file. Without one there is no camera. */
  readonly cameraFile?: string;
}

/** The Chromium that `npm test` found, headless, asking no host but ours. The caller closes it. */
export function launchBrowser({ cameraFile }: BrowserOptions = {}): Promise<Browser> {
  const camera = cameraFile
    ? [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${cameraFile}`,
      ]
    : [];
  return chromium.launch({ executablePath: chromiumPath(), args: [...QUIET, ...camera] });
}

/** A browser whose storage lies in files of the folder, as a telephone's does. The caller closes it. */
export function launchProfile(folder: string, options: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...options, executablePath: chromiumPath(), args: QUIET });
}

function chromiumPath(): string {
  const path = process.env['CHROMIUM_PATH'];
  if (path === undefined) throw new Error('CHROMIUM_PATH is not set: run through `npm test`');
  return path;
}
