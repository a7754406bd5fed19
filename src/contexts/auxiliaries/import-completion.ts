import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { randomId } from '../../kernel/crypto/random.js';
import { EncryptedDocuments } from '../../kernel/documents/encrypted-documents.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { importErrorsWorkbook } from './documents/import-errors-workbook.js';
import { rowIssues, type RowWithIssues } from './domain/import-issues.js';
import { findImport, ImportBatches, IMPORT_ANSWER, type ImportRow } from './persistence/import-records.js';
import { storeResult } from './persistence/import-results.js';

/**
 * Completes a phase of an import once all rows are processed: writes the rows to correct, for the page and as a
 * workbook, and updates the state (§6.4). Runs with the last batch; a separate message would queue behind the e-mail to
 * every registered auxiliary.
 */
@Injectable()
export class ImportCompletion {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly documents: EncryptedDocuments,
  ) {}

  async complete(importId: string, phase: 'check' | 'registration'): Promise<void> {
    const upload = await findImport(this.work, importId, true);
    const batches = new ImportBatches(this.work, this.cipher, importId);
    if (upload.answerId === null && upload.faulty + upload.warned > 0) await this.#writeAnswer(upload, batches);
    const now = this.clock.now();
    // Without a valid row, the aspirant has nothing to decide.
    const ended = phase === 'registration' || upload.good === 0;
    await this.work.sql(
      `update auxiliaries.import set state = $2, checked_at = coalesce(checked_at, $3), ended_at = $4 where id = $1`,
      [importId, ended ? 'done' : 'checked', now, ended ? now : null],
    );
    if (ended) await batches.empty();
    const { totalRows, faulty, registered } = upload;
    this.work.audit({
      subject: ['auxiliary-import', importId],
      stream: upload.processId,
      details: { phase, rows: totalRows, faulty, registered },
    });
  }

  async #writeAnswer(upload: ImportRow, batches: ImportBatches): Promise<void> {
    const rows: RowWithIssues[] = [];
    for (let number = 0; number < upload.batches; number += 1) {
      const [rawRows, verdicts] = [await batches.rawRows(number), await batches.verdicts(number)];
      for (const [at, row] of rawRows.entries()) {
        const verdict = verdicts[at];
        if (verdict === undefined || verdict.kind === 'already') continue;
        const { warnings } = verdict;
        const faults = verdict.kind === 'faulty' ? verdict.faults : [];
        if (faults.length + warnings.length > 0) rows.push({ row, faults, warnings });
      }
    }
    await storeResult(this.work, this.cipher, upload.id, rows.map(rowIssues));
    const answerId = randomId();
    const { blobKey } = await this.documents.put(IMPORT_ANSWER, answerId, await importErrorsWorkbook(rows));
    await this.work.sql('update auxiliaries.import set answer_id = $2, answer_blob_key = $3 where id = $1', [
      upload.id,
      answerId,
      blobKey,
    ]);
  }
}
