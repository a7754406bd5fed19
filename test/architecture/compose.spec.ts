import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { read, root } from './support.js';

const text = read('compose.yaml');
const between = (start: string, end: string): string => text.split(start)[1]?.split(end)[0] ?? '';

/** Name of a service → its lines. */
const services = new Map(
  [...between('\nservices:\n', '\nvolumes:\n').matchAll(/^ {2}([a-z]+):\n((?: {4}.*\n|\n)+)/gm)].map(
    ([, name = '', body = '']) => [name, body] as const,
  ),
);
const of = (name: string): string => services.get(name) ?? '';

describe('compose.yaml', () => {
  it('has web, worker and what they stand on', () => {
    expect([...services.keys()]).toEqual(['migrate', 'web', 'worker', 'postgres', 'redis']);
  });

  it('starts as many web and worker processes as it is told, each at a port of its own', () => {
    expect(of('web')).toContain('replicas: ${WEB_PROCESSES:-1}');
    expect(of('worker')).toContain('replicas: ${WORKER_PROCESSES:-1}');
    const [, from, to, inside] = /'127\.0\.0\.1:(\d+)-(\d+):(\d+)'/.exec(of('web')) ?? [];
    expect(Number(to) - Number(from)).toBe(15);
    expect(inside).toBe('3000');
    // A name can be borne by one container only.
    expect(text).not.toContain('container_name');
  });

  it('works jobs in the workers alone, so that a web process is never busy with anything but its door', () => {
    expect(of('web')).toContain('JOBS: elsewhere');
    expect(of('worker')).not.toContain('JOBS');
  });

  it('sets only what the configuration knows', () => {
    const known = new Set([...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name));
    const block = /environment: &environment\n((?: {4}.*\n)+)/.exec(text)?.[1] ?? '';
    const set = [...block.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(set.length).toBeGreaterThan(5);
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  it('runs programs that there are', () => {
    const programs = [...text.matchAll(/'dist\/(\w+)\.js'/g)].map(([, name]) => name ?? '');
    expect(programs).toEqual(['cli', 'worker']);
    expect(programs.filter((name) => !existsSync(join(root, 'src', `${name}.ts`)))).toEqual([]);
  });

  it('gives PostgreSQL the connections that its processes may ask for', () => {
    const pool = Number(/pool: \{ min: 0, max: (\d+)\b/.exec(read('src/kernel/database/database.module.ts'))?.[1]);
    const sessions = Number(/databaseUrl, max: (\d+)/.exec(read('src/kernel/http/sessions.ts'))?.[1]);
    expect(of('postgres')).toContain(`at most ${String(pool + sessions)} connections`);
    expect(Number(/POSTGRES_CONNECTIONS:-(\d+)/.exec(of('postgres'))?.[1])).toBeGreaterThanOrEqual(
      12 * (pool + sessions),
    );
  });

  it('sets PostgreSQL up as the benches do, so that what they measure holds for it', () => {
    const settings =
      /OWN_MACHINE = \{\n((?: {2}\w+: '.*',\n)+)\}/.exec(read('scripts/lib/embedded-postgres.mjs'))?.[1] ?? '';
    const measured = [...settings.matchAll(/(\w+): '(.*)',/g)].map(([, name = '', value = '']) => `${name}=${value}`);
    expect(measured.length).toBeGreaterThan(5);
    const set = of('postgres').replace(/\$\{\w+:-(\w+)\}/g, '$1');
    expect(measured.filter((one) => !set.includes(`- ${one}\n`))).toEqual([]);
  });

  it('gives the web process as many threads for its disk as the bench of receiving does', () => {
    const measured = /UV_THREADPOOL_SIZE = '(\d+)'/.exec(read('bench/ingest/index.mjs'))?.[1];
    expect(measured).toBeDefined();
    expect(of('web')).toContain(`UV_THREADPOOL_SIZE: ${String(measured)}\n`);
  });

  it('loses nothing of the queue when Redis is killed, and never lets it forget for want of memory', () => {
    expect(of('redis')).toContain("'--appendonly', 'yes'");
    expect(of('redis')).toContain("'--maxmemory-policy', 'noeviction'");
  });
});
