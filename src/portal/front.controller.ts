import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { FULL_PRIVACY_NOTICE, INTEGRAL_NOTICE, PRIVACY_NOTICE } from '../contexts/devices/index.js';
import { AppConfig } from '../kernel/config/config.js';
import { Pages } from '../kernel/http/pages.js';
import { Access } from '../kernel/http/route-access.js';

/** Public pages: front page and privacy notice (§16.4). */
@Access('open')
@Controller()
export class Front {
  constructor(
    private readonly pages: Pages,
    private readonly config: AppConfig,
  ) {}

  @Get()
  front(@Res() response: Response): void {
    this.pages.send(response, 'portal/front', { webApp: this.config.webApp });
  }

  @Get('aviso-de-privacidad')
  privacy(@Res() response: Response): void {
    this.pages.send(response, 'portal/privacy', {
      notice: PRIVACY_NOTICE,
      full: FULL_PRIVACY_NOTICE,
      integral: INTEGRAL_NOTICE,
    });
  }
}
