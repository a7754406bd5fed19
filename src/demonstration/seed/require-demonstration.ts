import type { INestApplicationContext } from '@nestjs/common';
import { AppConfig } from '../../kernel/config/config.js';

/** @throws Error in production, which must never contain fictitious people. */
export function requireDemonstration(app: INestApplicationContext): void {
  if (app.get(AppConfig).mode !== 'demonstration') throw new Error('the seed exists in the demonstration only');
}
