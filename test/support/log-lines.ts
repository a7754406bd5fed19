import { Logger } from '@nestjs/common';
import { StructuredLogger } from '../../src/kernel/log/structured-logger.js';

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string; readonly level: string };

export interface LogLines {
  readonly lines: readonly LogLine[];
  /** What was written, as text. */
  readonly text: () => string;
  readonly stop: () => void;
}

/** Collects the structured log of this process until `stop`. */
export function collectLog(): LogLines {
  const written: string[] = [];
  Logger.overrideLogger(new StructuredLogger('info', { write: (line) => written.push(line) }));
  return {
    get lines() {
      return written.map((line) => JSON.parse(line) as LogLine);
    },
    text: () => written.join(''),
    stop: () => {
      Logger.overrideLogger(['error', 'warn']);
    },
  };
}
