import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { DiscoveryService } from '@nestjs/core';
import { Logger } from '@nestjs/common';
import { StatusSource, type StatusFigure } from './status-source.js';
import { SystemStatus } from './system-status.js';

const FIGURE: StatusFigure = { name: 'one', label: 'Uno', value: 1, unit: '', limit: 5, remedy: '' };

class Source extends StatusSource {
  constructor(private readonly answer: () => Promise<readonly StatusFigure[]>) {
    super();
  }

  override figures(): Promise<readonly StatusFigure[]> {
    return this.answer();
  }
}

const statusOf = (...answers: (() => Promise<readonly StatusFigure[]>)[]): SystemStatus => {
  const providers = answers.map((answer) => ({ instance: new Source(answer) }));
  return new SystemStatus({ getProviders: () => providers } as unknown as DiscoveryService);
};

beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const unreadable = (value: number) => expect.objectContaining({ name: 'status.unreadable', value, limit: 0 });

it('the system status raises an alarm for a source that fails or does not respond, and still shows the others', async () => {
  const status = statusOf(
    () => Promise.reject(new Error('EIO')),
    () => new Promise(() => undefined),
    () => Promise.resolve([FIGURE]),
  );
  const figures = status.figures();
  await jest.advanceTimersByTimeAsync(5000);
  expect(await figures).toEqual([FIGURE, unreadable(2)]);
});

it('the system status raises no alarm if every source responds', async () => {
  expect(await statusOf(() => Promise.resolve([FIGURE])).figures()).toEqual([FIGURE, unreadable(0)]);
});
