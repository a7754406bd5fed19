import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { CheckStoredSupport, type StoredSupportCheck } from '../../intake/index.js';
import { GetProcess } from '../../processes/index.js';
import { findReceipt } from '../domain/pasted-receipt.js';

/** Enough for the text of an e-mail with a receipt. */
export const MAX_PASTED = 3000;

const input = z.object({ folio: z.string().max(MAX_PASTED), integrityCode: z.string().max(MAX_PASTED) });

export interface CheckedReceipt extends Omit<StoredSupportCheck, 'processId'> {
  readonly folio: string;
  readonly integrityCode: string;
  /** The record is unaltered and belongs to a practice process. */
  readonly practice: boolean;
}

const system = systemActor('transparency.check-receipt');

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
    const { folio, integrityCode } = findReceipt(input);
    const faults = new Faults();
    if (folio === undefined) faults.add('TRANSPARENCY.FOLIO_FORMAT', { kind: 'invalid', field: 'folio' });
    if (integrityCode === undefined) faults.add('TRANSPARENCY.CODE_FORMAT', { kind: 'invalid', field: 'codigo' });
    faults.throwIfAny();
    if (folio === undefined || integrityCode === undefined) throw new Error('the fault was not thrown');
    const found = await this.dispatcher.ask(system, new CheckStoredSupport({ folio, integrityCode }));
    if (!found) throw new DomainError('TRANSPARENCY.RECEIPT_UNKNOWN', { kind: 'invalid' });
    const { processId, ...check } = found;
    const process = processId === null ? undefined : await this.dispatcher.ask(system, new GetProcess({ processId }));
    return { folio, integrityCode, practice: process?.practice === true, ...check };
  }
}
