import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { CheckStoredSupport, type StoredSupportCheck } from '../../intake/index.js';
import { normaliseDigits } from '#electoral/identifiers';
import { findFolio } from '#electoral/wire';

const input = z.object({ folio: z.string().max(60), integrityCode: z.string().max(200) });

export interface CheckedReceipt extends StoredSupportCheck {
  readonly folio: string;
}

/**
 * Tells the holder of a receipt whether and when the record arrived, and whether it is unaltered (§10.3). It does not
 * reveal the supported aspirant or how the record was classified, because a support is a political opinion.
 * @throws DomainError TRANSPARENCY.FOLIO_FORMAT, .CODE_FORMAT, .RECEIPT_UNKNOWN
 */
@QuerySpec({
  name: 'transparency.check-receipt',
  permission: PUBLIC,
  input,
  unscoped: 'the folio with the integrity code of its receipt',
})
export class CheckReceipt extends KernelQuery<z.infer<typeof input>, CheckedReceipt> {}

@QueryHandler(CheckReceipt)
export class CheckReceiptHandler implements IQueryHandler<CheckReceipt> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input }: CheckReceipt): Promise<CheckedReceipt> {
    // Copied from the receipt with their labels.
    const folio = findFolio(input.folio.replace(/^\s*folio\b/i, ''));
    const code = input.integrityCode.replace(/^\s*c[oó]digo( de integridad)?\b/i, '');
    const integrityCode = normaliseDigits(code).toLowerCase();
    const faults = new Faults();
    if (folio === undefined) faults.add('TRANSPARENCY.FOLIO_FORMAT', { kind: 'invalid', field: 'folio' });
    if (!/^[0-9a-f]{64}$/.test(integrityCode)) {
      faults.add('TRANSPARENCY.CODE_FORMAT', { kind: 'invalid', field: 'codigo' });
    }
    faults.throwIfAny();
    if (folio === undefined) throw new Error('the fault was not thrown');
    const found = await this.dispatcher.ask(
      systemActor('transparency.check-receipt'),
      new CheckStoredSupport({ folio, integrityCode }),
    );
    if (!found) throw new DomainError('TRANSPARENCY.RECEIPT_UNKNOWN', { kind: 'invalid' });
    return { folio, ...found };
  }
}
