import { spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Bull, { type Queue } from 'bull';
import { eventually } from '../../../test/support/eventually.js';
import { freePort } from '../../../test/support/free-port.js';
import { redisConnection } from '../config/transport-security.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const TLS = join(ROOT, 'test', 'fixtures', 'tls');
const PASSWORD = 'a b/c@d:%e';

/** Whether something listens on the port. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

describe('Redis as deploy/redis/start.sh starts it', () => {
  let folder: string;
  let redis: ChildProcess;
  let address: string;
  const queues: Queue[] = [];

  const urlFor = (user: string, scheme: string): string =>
    `${scheme}//${user}@${address}?sslrootcert=${encodeURIComponent(join(TLS, 'issuer.pem'))}`;
  const queueFor = (user: string, scheme = 'rediss:'): Queue => {
    const queue = new Bull('access', { redis: { ...redisConnection(urlFor(user, scheme)) } as object });
    queue.on('error', () => undefined);
    queues.push(queue);
    return queue;
  };
  /** What a client of this URL receives: 'done', or the first error. */
  const outcome = async (queue: Queue, ...command: string[]): Promise<string> => {
    const failed = new Promise<string>((resolve) => {
      queue.on('error', ({ message }) => {
        resolve(message);
      });
    });
    const [name = 'ping', ...args] = command;
    const done = queue.client.call(name, ...args).then(
      () => 'done',
      (error: unknown) => (error instanceof Error ? error.message : 'failed'),
    );
    return Promise.race([failed, done]);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'apoyo-redis-'));
    await writeFile(join(folder, 'redis_password'), `${PASSWORD}\n`);
    await copyFile(join(TLS, 'server.pem'), join(folder, 'redis_certificate'));
    await copyFile(join(TLS, 'server.key'), join(folder, 'redis_key'));
    const port = await freePort();
    address = `127.0.0.1:${String(port)}`;
    redis = spawn('sh', [join(ROOT, 'deploy', 'redis', 'start.sh'), '--save', '', '--appendonly', 'no'], {
      cwd: folder,
      env: { ...process.env, SECRETS: folder, PORT: String(port) },
      stdio: 'ignore',
    });
    await eventually('Redis', () => accepts(port));
  });
  afterAll(async () => {
    for (const queue of queues) queue.client.disconnect();
    redis.kill('SIGTERM');
    await rm(folder, { recursive: true });
  });

  it('lets the application use its queue over TLS, with every command that Bull needs', async () => {
    const queue = queueFor(`apoyo:${encodeURIComponent(PASSWORD)}`);
    await queue.isReady();
    const handled: unknown[] = [];
    void queue.process(2, ({ data }: { data: unknown }) => {
      handled.push(data);
      return Promise.resolve();
    });
    await queue.add({ one: 1 }, { attempts: 2, removeOnComplete: true });
    await eventually('the job', () => Promise.resolve(handled.length === 1));
    expect(await queue.getWaitingCount()).toBe(0);
    await queue.pause();
    await queue.resume();
    await queue.obliterate({ force: true });
    await queue.close();
  });

  it.each([
    ['another password', 'apoyo:otra', /WRONGPASS/],
    ['no user', '', /NOAUTH|WRONGPASS|unauthenticated/],
  ])('refuses %s', async (_, user, message) => {
    const queue = queueFor(user);
    expect(await outcome(queue)).toMatch(message);
  });

  it('refuses a connection without TLS', async () => {
    const queue = queueFor(`apoyo:${encodeURIComponent(PASSWORD)}`, 'redis:');
    expect(await outcome(queue)).not.toBe('done');
  });

  it('lets the application access only its queue', async () => {
    const queue = queueFor(`apoyo:${encodeURIComponent(PASSWORD)}`);
    for (const command of [['get', 'other'], ['config', 'get', '*'], ['flushall'], ['acl', 'list'], ['shutdown']]) {
      expect(await outcome(queue, ...command)).toMatch(/NOPERM/);
    }
  });

  it('lets the operator empty the queue, as the runbook says', async () => {
    expect(await outcome(queueFor(`apoyo:${encodeURIComponent(PASSWORD)}`), 'flushdb')).toBe('done');
  });
});
