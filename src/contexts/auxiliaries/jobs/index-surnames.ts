import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { personalContext, type Registration } from '../domain/registration.js';
import { AuxiliaryRegistered } from '../events/auxiliary-registered.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';
import { indexSurnames } from '../persistence/auxiliary-search.js';

/** Makes an auxiliary findable by surname (§6.1 A), however the registration came in. */
@Injectable()
@Consumes(AuxiliaryRegistered, 'auxiliaries.index-surnames')
export class IndexSurnames implements EventConsumer<AuxiliaryRegistered> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  async handle({ auxiliaryId }: AuxiliaryRegistered['payload']): Promise<void> {
    const auxiliary = await findAuxiliary(this.work, auxiliaryId);
    const personal = await this.cipher.decryptText(auxiliary.personal, personalContext(auxiliaryId));
    await indexSurnames(this.work, this.hash, auxiliary, JSON.parse(personal) as Registration);
  }
}
