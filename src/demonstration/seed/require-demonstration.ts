import type { INestApplicationContext } from '@nestjs/common';
import { AppConfig } from '../../kernel/config/config.js';

/** @throws Error when this installation is a real one: invented people never get into it. */
export function requireDemonstration(app: INestApplicationContext): void {
  if (app.get(AppConfig).mode !== 'demonstration') throw new Error('the seed exists in the demonstration only');
}
