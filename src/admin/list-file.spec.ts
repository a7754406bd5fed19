import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import { readXlsx } from 'hucre';
import { sendListFile } from '../kernel/lists/list-file.js';
import { listAsExcel, type FileOptions } from './list-file.js';
import type { Official } from './official.js';

const official = { now: () => new Date('2027-01-05T18:00:00Z') } as Official;

/** The cells of the file of a list of ten numbers that is read three at a time. */
async function cellsOf(options: FileOptions<number>): Promise<unknown[]> {
  const columns = [{ header: 'Número', width: 10, value: (row: number) => String(row) }];
  const file = listAsExcel<number>(
    'numbers.read',
    'lista',
    columns,
    (_, { query, pageSize = 0 }) => {
      const start = Number(query['despues'] ?? 0);
      const rows = Array.from({ length: Math.min(pageSize, 10 - start) }, (__, at) => start + at + 1);
      const next = start + pageSize < 10 ? String(start + pageSize) : null;
      return Promise.resolve({ rows, next, previous: null, total: { value: 10, more: false }, search: null });
    },
    { pageRows: 3, ...options },
  );
  const { content } = await file.load(official, { recordId: '', query: {} });
  const { sheets } = await readXlsx(new Uint8Array(await buffer(content)));
  return (sheets[0]?.rows ?? []).slice(1).map(([cell]) => cell);
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at + 1));

describe('the file of a list', () => {
  it.each([10, 11, 20_000])('contains all rows if at most %s fit', async (maxRows) => {
    expect(await cellsOf({ maxRows })).toEqual(numbers(10));
  });

  it.each([1, 3, 4, 6, 9])('ends after %s rows and says so if there are more', async (maxRows) => {
    const ending = (last: number): string => `Hay más después del ${String(last)}.`;
    expect(await cellsOf({ maxRows, ending })).toEqual([
      ...numbers(maxRows),
      `Hay más después del ${String(maxRows)}.`,
    ]);
    expect((await cellsOf({ maxRows })).at(-1)).toMatch(/^Aquí terminan las primeras \d filas y hay más/);
  });

  it('is refused to an account that is already downloading one', async () => {
    const response = (): Response =>
      Object.assign(new PassThrough().resume(), {
        setHeader: () => undefined,
        attachment: () => ({ type: () => undefined }),
      }) as never;
    const file = () => Promise.resolve({ fileName: 'a.xlsx', type: 'xlsx', content: Readable.from(['fila']) });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = sendListFile(response(), 'ana', () => held.then(file));
    await expect(sendListFile(response(), 'ana', file)).rejects.toMatchObject({
      code: 'KERNEL.DOWNLOAD_UNDER_WAY',
      kind: 'too-many',
    });
    await sendListFile(response(), 'luis', file);
    release();
    await first;
    await sendListFile(response(), 'ana', file);
    await expect(sendListFile(response(), 'ana', () => Promise.reject(new Error('sin base')))).rejects.toThrow();
    await sendListFile(response(), 'ana', file);
  });
});
