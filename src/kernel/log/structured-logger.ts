import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Level, type Logger } from 'pino';
import { safeMessage, safeStack } from '../errors/safe-text.js';
import { logContext } from './log-context.js';
import type { LogLevel } from './log-levels.js';

/** One JSON object per line; the text is in `msg`. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>> & { readonly msg: string };

/** Nest's own loggers: their startup messages are of no use to an operator. */
const NEST_LOGGERS: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/**
 * Writes structured logs to standard error, through Nest's `Logger`: a text or {@link LogFields}. Every line has the
 * ids of the request or job that wrote it. An error is reduced to its name, the start of its
 * message and its stack frames, because drivers quote values in messages.
 */
export class StructuredLogger implements LoggerService {
  readonly #pino: Logger;

  constructor(level: LogLevel, destination: DestinationStream = pino.destination({ dest: 2, sync: true })) {
    this.#pino = pino(
      {
        level,
        base: { pid: process.pid },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        mixin: logContext,
      },
      destination,
    );
  }

  log(message: unknown, ...rest: readonly unknown[]): void {
    this.#write(NEST_LOGGERS.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('debug', message, rest);
  }

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('fatal', message, rest);
  }

  /** @param rest further values that Nest's `Logger` passes; the last one is the name of the logger. */
  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const name = rest.at(-1);
    const stack = rest.slice(0, -1).find((one) => typeof one === 'string' && /^\s+at /m.test(one)) as
      string | undefined;
    const { msg, ...fields } = fieldsOf(message);
    this.#pino[level](
      {
        ...(typeof name === 'string' && { logger: name }),
        ...(stack !== undefined && { stack: framesOf(stack) }),
        ...fields,
      },
      msg,
    );
  }
}

function fieldsOf(message: unknown): LogFields {
  if (message instanceof Error) return { msg: safeMessage(message), stack: framesOf(safeStack(message)) };
  if (typeof message === 'object' && message !== null) {
    const { msg, ...fields } = message as Partial<LogFields>;
    return { ...fields, msg: msg ?? '' };
  }
  return { msg: String(message) };
}

function framesOf(stack: string): string {
  return (stack.match(/^\s+at .+$/gm) ?? []).join('\n');
}
