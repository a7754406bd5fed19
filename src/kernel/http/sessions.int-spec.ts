import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { AppConfig } from '../config/config.js';
import { KeyStore } from '../crypto/key-store.js';
import { randomId } from '../crypto/random.js';
import { problemOf, toDomainError } from './problem.filter.js';
import { openSession, Sessions } from './sessions.js';

const KIND = { name: 'apoyo_prueba', path: '/', sameSite: 'lax', idleMinutes: 30, maxHours: 12 } as const;
let context: TestContext;
beforeAll(async () => {
  context = await contextModule([]);
});
afterAll(() => context.close());

async function serverOf(change: Partial<AppConfig>): Promise<express.Express> {
  const config = new AppConfig({ ...context.config, ...change });
  const sessions = new Sessions(config, context.module.get(KeyStore), context.clock);
  const server = express();
  server.use(await sessions.middleware(KIND));
  server.post('/in', async (req, res) => {
    await openSession(req, randomId());
    res.end();
  });
  server.get('/', (req, res) => {
    res.json({ signedIn: req.session.accountId !== undefined });
  });
  server.get('/who', (req, res) => {
    res.json(req.session.accountId ?? null);
  });
  server.use(((error: unknown, _req, res, _next) => {
    const problem = problemOf(toDomainError(error));
    res.status(problem.status).json(problem);
  }) as express.ErrorRequestHandler);
  return server;
}

describe('a session', () => {
  it('ends twelve hours after the sign-in, even in constant use', async () => {
    const agent = request.agent(await serverOf({ mode: 'production' }));
    await agent.post('/in').expect(200);
    for (let hour = 0; hour < 12; hour += 1) {
      expect((await agent.get('/')).body).toEqual({ signedIn: true });
      context.clock.advance(3_600_000);
    }
    expect((await agent.get('/')).body).toEqual({ signedIn: false });
    await agent.post('/in').expect(200);
    expect((await agent.get('/')).body).toEqual({ signedIn: true });
  });

  it.each([
    ['the account of another session', `jsonb_build_object('accountId', other.sess -> 'accountId')`],
    ['the content of another session', 'other.sess::jsonb'],
    ['a second factor', `'{"secondFactorId": "factor"}'`],
    ['a later sign-in', `'{"openedAt": "2099-01-01T00:00:00.000Z"}'`],
  ])('ends if the database gives it %s', async (_, change) => {
    const server = await serverOf({});
    const [official, intruder] = [request.agent(server), request.agent(server)];
    await official.post('/in').expect(200);
    await intruder.post('/in').expect(200);
    const own = (await intruder.get('/who')).body as string;
    const theirs = (await official.get('/who')).body as string;
    await asOwner(context.module).execute(
      `update kernel.session set sess = (session.sess::jsonb || ${change})::json
       from (select sess from kernel.session where sess ->> 'accountId' = ?) other where session.sess ->> 'accountId' = ?`,
      [theirs, own],
    );
    expect((await intruder.get('/who')).body).toBeNull();
    expect((await official.get('/who')).body).toBe(theirs);
  });

  it('is rejected with an error if the connection is not secure, because the cookie would not be set', async () => {
    const agent = request.agent(await serverOf({ publicUrl: 'https://apoyo.example' }));
    const answer = await agent.post('/in');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([503, 'KERNEL.CONNECTION_NOT_SECURE']);
  });
});
