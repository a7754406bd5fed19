import { Injectable } from '@nestjs/common';
import { checkEvidence } from '../check-evidence.js';
import { expectedParts } from '../domain/assisted-capture.js';
import type { SupportRecord } from '../persistence/support-records.js';
import { SupportOpener, UnsealError } from '../unseal/support-opener.js';
import type { Examined } from './step-types.js';

/** Each one that is open holds its images in memory. */
const OPEN_AT_ONCE = 4;

type Sealed = Pick<SupportRecord, 'id' | 'blobKey' | 'integrityCode'>;

/** Opens supports and checks their images. */
@Injectable()
export class ExamineSupports {
  constructor(private readonly opener: SupportOpener) {}

  /** Takes long and writes nothing: to be called before any row is locked. */
  async examine(sealed: readonly Sealed[]): Promise<ReadonlyMap<string, Examined>> {
    const examined = new Map<string, Examined>();
    const waiting = [...sealed];
    const worker = async (): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        examined.set(one.id, await this.#examineOne(one));
      }
    };
    await Promise.all(Array.from({ length: OPEN_AT_ONCE }, worker));
    return examined;
  }

  async #examineOne({ blobKey, integrityCode }: Sealed): Promise<Examined> {
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
