import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { createApp, migrate } from '../../src/app.js';
import { DemonstrationClock } from '../../src/demonstration/clock/demonstration-clock.js';
import { openDemonstration, seedFoundation, seedPractice } from '../../src/demonstration/index.js';
import { oauthProvider } from '../../src/demonstration/oauth-provider/index.js';
import { SystemClock } from '../../src/kernel/clock/clock.js';
import { AppConfig, loadConfig } from '../../src/kernel/config/config.js';
import { newDatabase, ownerUrlOf } from '../support/app.js';

describe('production mode (decision 26)', () => {
  let app: NestExpressApplication;
  let config: AppConfig;
  let folder: string;
  let environment: Record<string, string>;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const database = await newDatabase();
    ({ drop } = database);
    folder = await mkdtemp(join(tmpdir(), 'apoyo-production-'));
    environment = {
      DATABASE_URL: database.url,
      OWNER_DATABASE_URL: ownerUrlOf(database.url),
      PUBLIC_URL: 'https://apoyo.ine.example',
      SMTP_URL: 'smtp://127.0.0.1:1',
      ALLOW_PLAINTEXT: 'postgres',
      DATA_DIR: folder,
      KEYS_DIR: join(folder, 'keys'),
      KEK: Buffer.alloc(32, 7).toString('base64'),
    };
    config = loadConfig(environment);
    app = await createApp(config);
    await migrate(app);
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
    await drop();
  });

  it('is the default mode', () => {
    expect(config.mode).toBe('production');
  });

  it.each(['GOOGLE_BASE_URL', 'FACEBOOK_BASE_URL'])('does not start with a local provider (%s)', (name) => {
    expect(() => loadConfig({ ...environment, [name]: 'http://127.0.0.1:3000/demo/oauth' })).toThrow(name);
  });

  it('does not start if a mail server, an https address or its own key folder is missing', () => {
    for (const name of ['SMTP_URL', 'PUBLIC_URL', 'KEYS_DIR']) {
      expect(() => loadConfig({ ...environment, [name]: undefined })).toThrow(name);
    }
    expect(() => loadConfig({ ...environment, PUBLIC_URL: 'http://apoyo.ine.example' })).toThrow('https');
  });

  it.each([
    '/demo',
    '/demo/correo',
    '/demo/reloj',
    '/demo/oauth/google/authorize',
    '/demo/llave-privada-opl.jwk.json',
    '/demo/imagenes/0/anverso.jpg',
    '/app/root.jwk.json',
  ])('answers 404 at %s', async (path) => {
    expect((await request(app.getHttpServer()).get(path)).status).toBe(404);
  });

  it('shows no watermark', async () => {
    for (const path of ['/', '/portal/entrar', '/admin/entrar']) {
      const { text } = await request(app.getHttpServer()).get(path);
      expect(text.length).toBeGreaterThan(0);
      expect(text).not.toContain('Demostración');
    }
  });

  it('has no adjustable clock', () => {
    expect(() => new DemonstrationClock(config)).toThrow('demonstration only');
  });

  it('starts neither the local sign-in provider nor the mailbox nor the demonstration', async () => {
    const noAccounts = () => Promise.resolve([]);
    expect(() => oauthProvider(config, new SystemClock(), noAccounts)).toThrow('demonstration only');
    await expect(openDemonstration(config)).rejects.toThrow('enabled explicitly');
    expect(await readdir(folder)).not.toContain('correo');
  });

  it('seeds no fictitious people', async () => {
    await expect(seedFoundation(app, { electors: 10 })).rejects.toThrow('demonstration only');
    await expect(seedPractice(app)).rejects.toThrow('demonstration only');
  });
});
