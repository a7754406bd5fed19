import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { personalContext, type PersonalData } from '../persistence/personal-data.js';
import type { SupportRecord } from '../persistence/support-records.js';
import type { CredentialTypeKey } from '#electoral/identifiers';
import type { MatchInput } from './step-types.js';

/** Loads and decrypts the data of supports that have already been opened. */
@Injectable()
export class LoadOpenedSupports {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async load(supports: readonly SupportRecord[]): Promise<MatchInput[]> {
    if (supports.length === 0) return [];
    const rows = await this.work.sql<{ id: string; credentialType: CredentialTypeKey; personal: Buffer }>(
      `select id, credential_type as "credentialType", personal from verification.support where id = any($1::uuid[])`,
      [supports.map(({ id }) => id)],
    );
    const plain = await this.cipher.decryptEach(
      rows.map(({ id, personal }) => ({ encrypted: personal, context: personalContext(id) })),
    );
    const byId = new Map(supports.map((support) => [support.id, support]));
    return rows.flatMap(({ id, credentialType }, index): MatchInput[] => {
      const support = byId.get(id);
      const personal = JSON.parse((plain[index] ?? '').toString()) as PersonalData;
      return support ? [{ ...personal, credentialType, support }] : [];
    });
  }
}
