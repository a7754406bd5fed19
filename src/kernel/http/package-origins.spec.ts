import { describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { ConfigurationError, loadConfig } from '../config/config.js';
import { allowPackages } from './package-origins.js';

const environment = {
  MODE: 'demonstration',
  DATABASE_URL: 'postgres://db/apoyo',
  KEK: Buffer.alloc(32, 1).toString('base64'),
};

function server(origins?: string): express.Express {
  const config = loadConfig({ ...environment, ...(origins !== undefined && { APP_ORIGINS: origins }) });
  const app = express();
  app.use('/api/v1', allowPackages(config));
  app.all('/{*any}', (_request, response) => void response.json({}));
  return app;
}

const requestFrom = (app: express.Express, origin: string, path = '/api/v1/keys') =>
  request(app).get(path).set('Origin', origin);

describe('CORS for the packages of the app (decision 29)', () => {
  it('allows only the origins that the operator configured', async () => {
    for (const origin of ['https://localhost', 'capacitor://localhost']) {
      expect((await requestFrom(server(), origin)).headers).not.toHaveProperty('access-control-allow-origin');
      const { headers } = await requestFrom(server('https://localhost, capacitor://localhost'), origin);
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-expose-headers']).toBe('Retry-After');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
    const one = server('https://localhost');
    expect((await requestFrom(one, 'https://localhost')).headers['vary']).toContain('Origin');
    const otherOrigins = [
      'capacitor://localhost',
      'http://localhost',
      'https://localhost:8080',
      'https://localhost.evil.example',
      'https://evil.example',
      'null',
    ];
    for (const origin of otherOrigins) {
      const { headers } = await requestFrom(one, origin);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers['vary']).toContain('Origin');
    }
  });

  it('responds to preflight requests only for the API', async () => {
    const app = server('https://localhost');
    const preflight = (path: string) =>
      request(app).options(path).set('Origin', 'https://localhost').set('Access-Control-Request-Method', 'PUT');
    const answer = await preflight('/api/v1/supports/AC-7K2MD-00019X');
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-methods']).toBe('GET, POST, PUT, PATCH');
    expect(answer.headers['access-control-allow-headers']).toBe('content-type, authorization');
    expect((await preflight('/portal')).headers).not.toHaveProperty('access-control-allow-methods');
    expect((await requestFrom(app, 'https://localhost', '/portal')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
  });

  it.each(['*', 'https://evil.example', 'https://localhost/', 'https://localhost,http://localhost', 'null'])(
    'cannot be configured for another origin (%s)',
    (origins) => {
      expect(() => loadConfig({ ...environment, APP_ORIGINS: origins })).toThrow(ConfigurationError);
    },
  );
});
