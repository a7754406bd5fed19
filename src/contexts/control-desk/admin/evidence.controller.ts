import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Request, Response } from 'express';
import { OfficialSessions } from '../../../admin/official-sessions.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { unchecked } from '../../../admin/screen.js';
import { showWatermarked } from '../../accounts/index.js';
import { GetRecordImage } from '../index.js';

/** Serves one image of a record to its assigned reviewer. Every access is audited; nothing is cached. */
@Access('admin')
@Controller('admin/evidencia')
export class EvidenceController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly modules: ModuleRef,
  ) {}

  @Get(':supportId/:part')
  async image(
    @Param('supportId') supportId: string,
    @Param('part') part: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const official = await this.modules.get(OfficialSessions, { strict: false }).current(request);
    if (!official) throw new DomainError('ACCESS.UNAUTHENTICATED', { kind: 'unauthenticated' });
    const { actor } = official;
    const { bytes, contentType } = await showWatermarked(actor.id, () =>
      this.dispatcher.ask(actor, new GetRecordImage(unchecked({ supportId, part }))),
    );
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Disposition', 'inline');
    response.type(contentType).send(bytes);
  }
}
