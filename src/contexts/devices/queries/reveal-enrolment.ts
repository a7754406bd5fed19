import type { Finding } from '#electoral/devices';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetDeviceHolder } from '../../auxiliaries/index.js';
import { enrolmentFacts, type EnrolmentFacts } from '../domain/enrolment-facts.js';
import { REVEAL_REASONS } from '../domain/reveal-reason.js';
import { authorizeEnrolmentReview } from '../persistence/device-reviews.js';
import { EnrolmentKeys } from '../unseal/enrolment-keys.js';

const input = z.object({ deviceId: z.uuid(), reason: z.enum(REVEAL_REASONS) });

export interface RevealedFacts extends EnrolmentFacts {
  readonly findings: readonly Finding[];
}

/** The complete data of an enrolment, for an official whose reason is audited (decision 24). */
@QuerySpec({
  name: 'devices.reveal-enrolment',
  permission: 'devices.review',
  input,
  personalData: true,
  watched: 'revealed',
})
export class RevealEnrolment extends KernelQuery<z.infer<typeof input>, RevealedFacts> {}

@QueryHandler(RevealEnrolment)
export class RevealEnrolmentHandler implements IQueryHandler<RevealEnrolment> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly keys: EnrolmentKeys,
  ) {}

  async execute({ input: { deviceId, reason } }: RevealEnrolment): Promise<RevealedFacts> {
    const enrolment = await authorizeEnrolmentReview(this.work, deviceId);
    const { auxiliaryId, processId, folioPrefix, findings } = enrolment;
    this.work.audit({
      subject: ['device', deviceId],
      stream: processId,
      details: { auxiliaryId, folioPrefix, revealedFor: reason },
    });
    const holder = await this.dispatcher.ask(systemActor('devices'), new GetDeviceHolder({ auxiliaryId }));
    return { ...enrolmentFacts(holder, (await this.keys.find(enrolment))?.read), findings };
  }
}
