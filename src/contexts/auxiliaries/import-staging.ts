import { Injectable } from '@nestjs/common';
import { centralDay } from '../../kernel/clock/central-time.js';
import { Clock } from '../../kernel/clock/clock.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { EncryptedDocuments } from '../../kernel/documents/encrypted-documents.js';
import { openSpreadsheet, type OpenedSpreadsheet } from '../../kernel/documents/spreadsheet-reader.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { INSTRUCTIONS_SHEET } from './documents/import-template.js';
import { BATCH_ROWS, MAX_ROWS } from './domain/import-columns.js';
import { DEFAULT_PADRON_LIMITS } from './domain/padron-limits.js';
import { readRawRows, type RawRow } from './domain/import-rows.js';
import { findImport, ImportBatches, IMPORT_FILE, refuseImport, type ImportRow } from './persistence/import-records.js';
import { decryptLabel, encryptLabel } from './persistence/import-results.js';

/** The limit on the unpacked size stops zip bombs, but allows ten times the largest real file. */
const LIMITS = { rows: MAX_ROWS + 2, columns: 40, unpackedBytes: 160 * 1024 * 1024 };

/** Reads an uploaded file and stores its rows in batches for the check (§6.4). */
@Injectable()
export class ImportStaging {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly documents: EncryptedDocuments,
  ) {}

  /** @returns the number of rows, or 0 if the file was rejected. */
  async stage(importId: string): Promise<number> {
    const upload = await findImport(this.work, importId, true);
    if (upload.state !== 'received') return 0;
    const now = this.clock.now();
    try {
      const bytes = await this.documents.read(IMPORT_FILE, importId, upload.blobKey);
      const opened = await openSpreadsheet(bytes, LIMITS);
      await this.#nameSheet(upload, opened);
      const rows = await readRawRows(opened.rows);
      await this.#spendQueries(upload, rows.length, now);
      await this.#store(importId, rows, now);
      return rows.length;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await refuseImport(this.work, importId, error, now);
      return 0;
    }
  }

  /** Runs even if the file is then rejected, so that the user learns which sheet was read. */
  async #nameSheet(upload: ImportRow, { sheet, furtherSheets: names }: OpenedSpreadsheet): Promise<void> {
    const furtherSheets = names.filter((name) => name !== INSTRUCTIONS_SHEET).length;
    const { fileName } = await decryptLabel(this.cipher, upload);
    const label = await encryptLabel(this.cipher, upload.id, { fileName, sheet, furtherSheets });
    await this.work.sql('update auxiliaries.import set label = $2 where id = $1', [upload.id, label]);
  }

  async #store(importId: string, rows: readonly RawRow[], now: Date): Promise<void> {
    const batches = new ImportBatches(this.work, this.cipher, importId);
    const count = Math.ceil(rows.length / BATCH_ROWS);
    for (let number = 0; number < count; number += 1) {
      await batches.add(number, rows.slice(number * BATCH_ROWS, (number + 1) * BATCH_ROWS));
    }
    await this.work.sql(
      `update auxiliaries.import set state = 'checking', total_rows = $2, batches = $3, phase_since = $4 where id = $1`,
      [importId, rows.length, count, now],
    );
  }

  /** Limits the padrón queries per aspirant and day: without a limit, the import would be an oracle (decision 28). */
  async #spendQueries({ aspirantId, entidad }: ImportRow, rows: number, now: Date): Promise<void> {
    const [count] = await this.work.sql<{ asked: number; allowed: number }>(
      `insert into auxiliaries.padron_queries as queries (aspirant_id, day, asked, asked_by_file) values ($1, $2, 0, $3)
       on conflict (aspirant_id, day) do update set asked_by_file = queries.asked_by_file + $3
       returning asked_by_file as asked,
         coalesce((select per_day_by_file from auxiliaries.padron_limit where entidad = $4 order by version desc limit 1),
           $5::int) as allowed`,
      [aspirantId, centralDay(now), rows, entidad, DEFAULT_PADRON_LIMITS.perDayByFile],
    );
    if (!count || count.asked <= count.allowed) return;
    await this.work.sql(
      `update auxiliaries.padron_queries set asked_by_file = asked_by_file - $3 where aspirant_id = $1 and day = $2`,
      [aspirantId, centralDay(now), rows],
    );
    const left = Math.max(0, count.allowed - (count.asked - rows));
    throw new DomainError('AUXILIARIES.IMPORT_QUERIES_SPENT', {
      kind: 'too-many',
      params: { rows, left, allowed: count.allowed },
    });
  }
}
