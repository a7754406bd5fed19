import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import commands from './cli.js';

const SEED = '01234567890123456789';
const [ONE, TWO, THREE, ASPIRANT, ANOTHER] = ['1', '2', '3', 'a', 'b'].map((digit) =>
  'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, digit),
) as [string, string, string, string, string];
const HEAD = '#apoyo-ciudadano.verdicts;version=1;process=0f8fad5b-d9cb-469f-a165-70867728950e;records=3';
const LIST = [
  HEAD,
  'supportId,aspirantId,commitment',
  ...[
    [ONE, ASPIRANT],
    [TWO, ANOTHER],
    [THREE, ASPIRANT],
  ].map((ids) => [...ids, 'c'.repeat(64)].join(',')),
  '',
].join('\n');

describe('the commands for the quality of the review (decision 50)', () => {
  let folder: string;
  const inFolder = (name: string): string => join(folder, name);
  const write = jest.spyOn(process.stdout, 'write');
  let lines: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'apoyo-desk-'));
    await writeFile(inFolder('list.csv'), LIST);
    write.mockImplementation((line) => lines.push(String(line).trimEnd()) > 0);
  });
  afterEach(() => {
    lines = [];
  });
  afterAll(async () => {
    write.mockRestore();
    await rm(folder, { recursive: true });
  });

  async function run(name: string, values: Readonly<Record<string, string>>, argument = ''): Promise<string[]> {
    const command = commands.find((each) => each.name === name);
    expect(command?.withoutConfiguration).toBe(true);
    await (command?.run as (app: INestApplicationContext, ...rest: unknown[]) => Promise<void>)(
      undefined as never,
      values,
      argument,
    );
    return lines;
  }

  it('draw the sample again from the published list, without a database or configuration', async () => {
    const digest = createHash('sha256').update(LIST).digest('hex');
    const place = (id: string): string => createHmac('sha256', SEED).update(`${digest}:${id}`).digest('hex');
    const expected = [ONE, TWO, THREE].sort((a, b) => (place(a) < place(b) ? -1 : 1));
    expect(
      await run('desk sample', { seed: `${SEED.slice(0, 10)} ${SEED.slice(10)}`, size: '2' }, inFolder('list.csv')),
    ).toEqual([`# SHA-256 de la lista: ${digest}; registros: 3; muestra: 2`, ...expected.slice(0, 2)]);
  });

  it('draw the sample of one aspirant', async () => {
    const [, ...drawn] = await run('desk sample', { seed: SEED, size: '2', aspirant: ASPIRANT }, inFolder('list.csv'));
    expect([...drawn].sort()).toEqual([ONE, THREE]);
  });

  it.each([
    [{ seed: '123', size: '1' }, '--seed'],
    [{ seed: SEED, size: 'x' }, '--size'],
    [{ seed: SEED, size: '4' }, 'La lista tiene 3 registros'],
  ])('refuse a sample that cannot be drawn: %j', async (values, message) => {
    await expect(run('desk sample', values, inFolder('list.csv'))).rejects.toThrow(message);
  });

  it('name the invalid line of a list', async () => {
    await writeFile(inFolder('cut.csv'), LIST.slice(0, -20));
    await expect(run('desk sample', { seed: SEED, size: '1' }, inFolder('cut.csv'))).rejects.toThrow('La línea 5');
  });

  it('state how many second reviews bound the chance of a wrong outcome, and the bound reached', async () => {
    const standing = { counted: '400', uncounted: '30', required: '381' };
    expect(await run('desk bound', { ...standing, reviewed: '66' })).toEqual([
      'Se revisan por segunda vez los apoyos que cuentan: 400.',
      'Para que el resultado fuera erróneo, tendrían que estar mal al menos 20.',
      'Cota a la que se llegó: 4.93 %.',
      'Revisiones necesarias para 5 %: 66; hechas: 66.',
    ]);
    await expect(run('desk bound', { ...standing, reviewed: '3', wrong: '4' })).rejects.toThrow('--wrong');
  });

  it('compute the kappa of each reviewer, and of each of their criteria', async () => {
    const pairs = [...Array<string>(22).fill('sí,sí'), 'sí,no', 'sí,no', ...Array<string>(4).fill('no,sí')];
    const file = [...pairs, ...Array<string>(11).fill('no,no')].map((pair) => `ana,${pair}\n`).join('');
    await writeFile(inFolder('pairs.csv'), file);
    const interval = 'kappa 0.6667, de 0.4240 a 0.9094';
    expect(await run('desk kappa', {}, inFolder('pairs.csv'))).toEqual([
      `ana: 39 registros, 33 iguales, ${interval}`,
      `  no: 39 registros, 33 iguales, ${interval}`,
      `  sí: 39 registros, 33 iguales, ${interval}`,
    ]);
  });
});
