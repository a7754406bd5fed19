import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { CitizenAddressGiven } from '../events/citizen-address-given.js';
import { SupportVerified } from '../events/support-verified.js';
import { findSupports } from '../persistence/support-records.js';
import type { CorrelationOf } from './step-types.js';

/** Publishes and audits the results of verification. */
@Injectable()
export class AnnounceVerified {
  constructor(private readonly work: UnitOfWork) {}

  /** @param withEmail supports whose citizen gets a receipt by e-mail. */
  async announce(ids: readonly string[], withEmail: ReadonlySet<string>, correlationOf: CorrelationOf): Promise<void> {
    for (const support of await findSupports(this.work, ids)) {
      const { id: supportId, folio, processId, entidad, aspirantId, registryStatus, reportedClass, assisted } = support;
      const { capturedBy } = support;
      const correlationId = correlationOf?.(supportId);
      const facts = { supportId, folio, processId, entidad, aspirantId, assisted, capturedBy };
      this.work.publish(new SupportVerified(facts), correlationId);
      if (withEmail.has(supportId)) this.work.publish(new CitizenAddressGiven({ supportId }), correlationId);
      this.work.audit({
        subject: ['support', supportId],
        stream: processId,
        details: { class: reportedClass, registryStatus },
        ...(correlationId !== undefined && { correlationId }),
      });
    }
  }
}
