import { Controller, Get } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors/domain-error.js';
import { Access } from './route-access.js';

/** For load balancers and `npm start`. */
@Access('open')
@Controller('health')
export class HealthController {
  constructor(private readonly em: EntityManager) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await this.em.fork().execute('select 1');
    } catch {
      throw new DomainError('KERNEL.NOT_READY', { kind: 'unavailable' });
    }
    return { status: 'ok' };
  }
}
