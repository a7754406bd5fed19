import { Controller, Get } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';
import { Readiness } from '../health/readiness.js';
import { Access } from './route-access.js';

/** Health checks for load balancers and `npm start`. */
@Access('open')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<{ status: 'ok' }> {
    const failing = await this.readiness.failingParts();
    if (failing.length > 0) {
      throw new DomainError('KERNEL.NOT_READY', { kind: 'unavailable', extensions: { failing: failing.join() } });
    }
    return { status: 'ok' };
  }
}
