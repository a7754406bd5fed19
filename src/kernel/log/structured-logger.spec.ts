import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { collectLog } from '../../../test/support/log-lines.js';
import { runInRequest } from './log-context.js';

function logged(write: (logger: Logger) => void) {
  const log = collectLog();
  try {
    write(new Logger('Spec'));
    return { line: log.lines[0], text: log.text() };
  } finally {
    log.stop();
  }
}

describe('the structured log', () => {
  it('writes one JSON object per line with level, time, logger, text and the ids of the request', () => {
    const { line, text } = logged((logger) => {
      runInRequest({ requestId: 'r-1' }, () => {
        logger.warn({ msg: 'not stored', folio: 'AC-1', code: 'STORAGE.NOT_DURABLE' });
      });
    });
    expect(line).toMatchObject({
      level: 'warn',
      logger: 'Spec',
      msg: 'not stored',
      requestId: 'r-1',
      folio: 'AC-1',
      code: 'STORAGE.NOT_DURABLE',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(text.trimEnd()).not.toContain('\n');
  });

  it('keeps the stack frames of an error but none of the values that a driver quotes', () => {
    const error = new Error(`insert into "aspirants" ("nombre") values ('María Xolotl') - duplicate key`);
    for (const write of [
      (logger: Logger) => {
        logger.error(error);
      },
      (logger: Logger) => {
        logger.error('failed', error.stack);
      },
    ]) {
      const { line, text } = logged(write);
      expect(text).not.toContain('Xolotl');
      expect(line?.['stack']).toContain('structured-logger.spec');
    }
  });
});
