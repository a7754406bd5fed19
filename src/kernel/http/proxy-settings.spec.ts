import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import express from 'express';
import request from 'supertest';
import { ManualClock } from '../clock/clock.js';
import type { AppConfig } from '../config/config.js';
import { logProxySettings } from './proxy-settings.js';

class CollectingLogger extends Logger {
  readonly lines: string[] = [];
  override error(message: unknown): void {
    this.lines.push(String(message));
  }
}

const clock = new ManualClock('2027-01-15T18:00:00Z');

async function logged(trusted: string[], headers: Record<string, string>, path = '/', times = 1): Promise<string[]> {
  const logger = new CollectingLogger();
  const server = express();
  server.set('trust proxy', trusted);
  server.use(logProxySettings({ publicUrl: 'https://apoyo.example' } as AppConfig, clock, logger));
  server.get('/*rest', (_req, res) => {
    res.end();
  });
  for (let time = 0; time < times; time += 1) await request(server).get(path).set(headers);
  return logger.lines;
}

const RIGHT = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' };

describe('the settings of the proxy', () => {
  it('are correct if it is trusted and overwrites both headers', async () => {
    expect(await logged(['loopback'], RIGHT, '/admin')).toEqual([]);
    expect(await logged(['loopback'], {}, '/health/ready')).toEqual([]);
    expect(await logged(['10.0.0.0/8'], {}, '/admin')).toEqual([]);
  });

  it.each([
    ['it is not trusted', ['10.0.0.0/8'], RIGHT, /TRUSTED_PROXIES does not contain it/],
    ['it does not report TLS', ['loopback'], { 'x-forwarded-for': '203.0.113.7' }, /X-Forwarded-Proto: https/],
    ['it does not report the client', ['loopback'], { 'x-forwarded-proto': 'https' }, /does not send X-Forwarded-For/],
    [
      'it appends to the header of the client',
      ['loopback'],
      { ...RIGHT, 'x-forwarded-for': '1.2.3.4, 203.0.113.7' },
      /must overwrite it/,
    ],
  ])('are logged once if %s', async (_, trusted, headers, line) => {
    const lines = await logged(trusted, headers, '/admin', 3);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
  });
});
