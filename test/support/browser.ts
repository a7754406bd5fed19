import { chromium, type Browser } from 'playwright-core';

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
  const executablePath = process.env['CHROMIUM_PATH'];
  if (executablePath === undefined) throw new Error('CHROMIUM_PATH is not set: run through `npm test`');
  const camera = cameraFile
    ? [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${cameraFile}`,
      ]
    : [];
  return chromium.launch({ executablePath, args: [...QUIET, ...camera] });
}
