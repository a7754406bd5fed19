import { Injectable } from '@nestjs/common';
import { checkEvidence } from '../check-evidence.js';
import { expectedParts } from '../domain/assisted-capture.js';
import type { SupportRecord } from '../persistence/support-records.js';
import { SupportOpener, UnsealError } from '../unseal/support-opener.js';
import type { ExaminationResult } from './step-types.js';

/** Limits memory: each opened support holds its images. */
const CONCURRENCY = 4;

type SealedSupport = Pick<SupportRecord, 'id' | 'blobKey' | 'integrityCode'>;

/** Opens supports and checks their images. */
@Injectable()
export class ExamineSupports {
  constructor(private readonly opener: SupportOpener) {}

  /** Slow and read-only. Call it before locking any row. */
  async examine(sealed: readonly SealedSupport[]): Promise<ReadonlyMap<string, ExaminationResult>> {
    const examined = new Map<string, ExaminationResult>();
    const queue = [...sealed];
    const worker = async (): Promise<void> => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        examined.set(one.id, await this.#examineSupport(one));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return examined;
  }

  async #examineSupport({ blobKey, integrityCode }: SealedSupport): Promise<ExaminationResult> {
    try {
      const { parts, ...opened } = await this.opener.open(blobKey, integrityCode);
      const present = new Map([...parts.keys()].map((name) => [name, true as const]));
      return { ...opened, imageProblems: await checkEvidence(parts, expectedParts(opened.assisted)), present };
    } catch (error) {
      if (error instanceof UnsealError) return error;
      throw error;
    }
  }
}
