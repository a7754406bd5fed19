import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { read, root } from './support.js';

const text = read('compose.yaml');
const between = (start: string, end: string): string => text.split(start)[1]?.split(end)[0] ?? '';

/** Service name → its lines. */
const services = new Map(
  [...between('\nservices:\n', '\n# Fixed, so').matchAll(/^ {2}([a-z]+):\n((?: {4}.*\n|\n)+)/gm)].map(
    ([, name = '', body = '']) => [name, body] as const,
  ),
);
const serviceOf = (name: string): string => services.get(name) ?? '';

/** The entries of `volumes:` that are indented so far. */
function volumesIn(body: string, indent: number): string[] {
  const block =
    new RegExp(`^ {${String(indent)}}volumes:\\n((?: {${String(indent + 2)}}.*\\n?)+)`, 'm').exec(body)?.[1] ?? '';
  return [...block.matchAll(/^ +- (\S+)$/gm)].map(([, volume = '']) => volume);
}

describe('compose.yaml', () => {
  it('defines web, worker and the services they depend on', () => {
    expect([...services.keys()]).toEqual(['proxy', 'provision', 'migrate', 'web', 'worker', 'postgres', 'redis']);
  });

  it('starts the configured number of web and worker processes, each web process on its own port', () => {
    expect(serviceOf('web')).toContain('replicas: ${WEB_PROCESSES:-1}');
    expect(serviceOf('worker')).toContain('replicas: ${WORKER_PROCESSES:-1}');
    const [, firstPort, lastPort, containerPort] = /'127\.0\.0\.1:(\d+)-(\d+):(\d+)'/.exec(serviceOf('web')) ?? [];
    expect(Number(lastPort) - Number(firstPort)).toBe(15);
    expect(containerPort).toBe('3000');
    // A container name is unique, so it would prevent replicas.
    expect(text).not.toContain('container_name');
  });

  it('trusts only the subnet of its proxy, which overwrites the client address', () => {
    const subnet = /subnet: ([\d./]+)/.exec(text)?.[1] ?? 'none';
    expect(text).toContain(`TRUSTED_PROXIES: \${TRUSTED_PROXIES:-${subnet}}\n`);
    const settings = read('deploy/nginx/apoyo-proxy.conf');
    expect(settings).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
    expect(settings).toContain('proxy_set_header X-Forwarded-Proto https;');
    expect(settings).not.toContain('$proxy_add_x_forwarded_for');
    const mounted = [...serviceOf('proxy').matchAll(/- \.\/(deploy\/[\w./-]+):/g)].map(([, path = '']) => path);
    expect(mounted.length).toBeGreaterThan(1);
    expect(mounted.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('runs jobs only in the workers, so that web processes only serve requests', () => {
    expect(serviceOf('web')).toContain('JOBS: elsewhere');
    expect(serviceOf('worker')).not.toContain('JOBS');
  });

  it('gives the key that opens records only to the workers (decision 4)', () => {
    expect(text.match(/INTAKE_KEK_FILE/g)).toHaveLength(1);
    expect(serviceOf('worker')).toContain('INTAKE_KEK_FILE: /run/secrets/intake_kek');
    expect([...services].filter(([, body]) => /secrets: .*intake_kek/.test(body)).map(([name]) => name)).toEqual([
      'worker',
    ]);
  });

  it('lets only the workers write the folder of the intake keys', () => {
    const folder = /INTAKE_KEYS_DIR=(\S+)/.exec(read('Dockerfile'))?.[1] ?? 'none';
    const shared = volumesIn(between('x-app: &app\n', '\nservices:\n'), 2);
    const mountOf = (body: string): string[] =>
      (body.includes('    volumes:') ? volumesIn(body, 4) : shared).filter((volume) => volume.includes(folder));
    const mounts = [...services]
      .filter(([, body]) => body.includes('<<: *app'))
      .map(([name, body]) => [name, mountOf(body)]);
    expect(Object.fromEntries(mounts)).toEqual({
      provision: [`intake_keys:${folder}:ro`],
      migrate: [`intake_keys:${folder}:ro`],
      web: [`intake_keys:${folder}:ro`],
      worker: [`intake_keys:${folder}`],
    });
    const workerHas = volumesIn(serviceOf('worker'), 4).map((volume) => volume.replace(/:ro$/, ''));
    expect(workerHas).toEqual(shared.map((volume) => volume.replace(/:ro$/, '')));
  });

  it('lets only the workers write the folder of the exported signatures of the audit trail', () => {
    const folder = '/var/lib/apoyo-ciudadano-heads';
    expect(volumesIn(between('x-app: &app\n', '\nservices:\n'), 2)).toContain(`heads:${folder}:ro`);
    const writers = [...services].filter(([, body]) => volumesIn(body, 4).includes(`heads:${folder}`));
    expect(writers.map(([name]) => name)).toEqual(['worker']);
  });

  it('uses no secret that the runbook does not create', () => {
    const files = [...text.matchAll(/file: \.\/(secrets\/[\w.]+)/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(8);
    const section = read('docs/operations/runbook.md').split('\n## With compose.yaml\n')[1]?.split('\n## ')[0] ?? '';
    expect(files.filter((file) => !section.includes(file))).toEqual([]);
  });

  it('sets only documented variables', () => {
    const known = new Set([...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name));
    const block = /environment: &environment\n((?: {4}.*\n)+)/.exec(text)?.[1] ?? '';
    const set = [...block.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(set.length).toBeGreaterThan(5);
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  it('keeps its secrets out of git and out of the image', () => {
    const folders = [...text.matchAll(/file: \.\/(\w+)\//g)].map(([, folder]) => folder);
    expect(new Set(folders)).toEqual(new Set(['secrets']));
    for (const file of ['.gitignore', '.dockerignore']) {
      expect(read(file).split('\n')).toContainEqual(expect.stringMatching(/^secrets\/?$/));
    }
  });

  it('runs only programs that exist', () => {
    const programs = [...text.matchAll(/'dist\/(\w+)\.js'/g)].map(([, name]) => name ?? '');
    expect(programs).toEqual(['cli', 'cli', 'worker']);
    expect(programs.filter((name) => !existsSync(join(root, 'src', `${name}.ts`)))).toEqual([]);
  });

  it('lets PostgreSQL accept the connections of at least twelve processes', () => {
    const pool = Number(/pool: \{ min: 0, max: (\d+)\b/.exec(read('src/kernel/database/database.module.ts'))?.[1]);
    const sessions = Number(/databaseUrl\), max: (\d+)/.exec(read('src/kernel/http/sessions.ts'))?.[1]);
    expect(serviceOf('postgres')).toContain(`at most ${String(pool + sessions)} connections`);
    expect(Number(/POSTGRES_CONNECTIONS:-(\d+)/.exec(serviceOf('postgres'))?.[1])).toBeGreaterThanOrEqual(
      12 * (pool + sessions),
    );
  });

  it('configures PostgreSQL as the benchmarks do, so that their figures apply', () => {
    const settings =
      /DEDICATED_SERVER_SETTINGS = \{\n((?: {2}\w+: '.*',\n)+)\}/.exec(
        read('scripts/lib/embedded-postgres.mjs'),
      )?.[1] ?? '';
    const measured = [...settings.matchAll(/(\w+): '(.*)',/g)].map(([, name = '', value = '']) => `${name}=${value}`);
    expect(measured.length).toBeGreaterThan(5);
    const set = serviceOf('postgres').replace(/\$\{\w+:-(\w+)\}/g, '$1');
    expect(measured.filter((one) => !set.includes(`- ${one}\n`))).toEqual([]);
  });

  it('gives the web process the same thread pool size as the ingest benchmark', () => {
    const measured = /UV_THREADPOOL_SIZE = '(\d+)'/.exec(read('bench/ingest/index.mjs'))?.[1];
    expect(measured).toBeDefined();
    expect(serviceOf('web')).toContain(`UV_THREADPOOL_SIZE: ${String(measured)}\n`);
  });

  it('makes Redis persist the queue and never evict keys when memory runs out', () => {
    expect(serviceOf('redis')).toContain("'--appendonly', 'yes'");
    expect(serviceOf('redis')).toContain("'--maxmemory-policy', 'noeviction'");
  });

  it('gives the credentials of the table owner only to the two services that run once', () => {
    const owners = [...services].filter(([, body]) => /OWNER_DATABASE_URL|\*owner/.test(body)).map(([name]) => name);
    expect(owners).toEqual(['provision', 'migrate']);
    expect(/environment: &environment\n((?: {4}.*\n)+)/.exec(text)?.[1]).not.toContain('OWNER_DATABASE_URL');
    expect(text).toMatch(/ DATABASE_URL: \$\{DATABASE_URL:\?postgres:\/\/apoyo_app:/);
  });

  it('reaches Redis over TLS, as a user with its own password', () => {
    expect(text).toMatch(/REDIS_URL: rediss:\/\/apoyo@redis:6379\?sslrootcert=/);
    expect(text).toContain('REDIS_PASSWORD_FILE: /run/secrets/redis_password');
    expect(text).not.toMatch(/ALLOW_PLAINTEXT:.*redis/);
    expect(serviceOf('redis')).toContain("'sh', '/etc/redis/start.sh'");
    expect(serviceOf('redis')).toContain('./deploy/redis/start.sh:/etc/redis/start.sh:ro');
  });
});
