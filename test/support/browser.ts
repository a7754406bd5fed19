import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface BrowserOptions {
  /** Absolute path of an .mjpeg or .y4m file that the fake camera plays. Without it there is no camera. */
  readonly cameraFile?: string;
}

/** Launches the Chromium that `npm test` found, headless and without background requests. The caller closes it. */
export function launchBrowser({ cameraFile }: BrowserOptions = {}): Promise<Browser> {
  const camera = cameraFile
    ? [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${cameraFile}`,
      ]
    : [];
  return chromium.launch({ executablePath: chromiumPath(), args: [...BROWSER_ARGS, ...camera] });
}

/** Launches a browser that stores its data in the folder, so that it survives a restart. The caller closes it. */
export function launchProfile(
  folder: string,
  options: BrowserContextOptions,
  executablePath = chromiumPath(),
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...options, executablePath, args: BROWSER_ARGS });
}

export function chromiumPath(): string {
  const path = process.env['CHROMIUM_PATH'];
  if (path === undefined) throw new Error('CHROMIUM_PATH is not set: run through `npm test`');
  return path;
}
