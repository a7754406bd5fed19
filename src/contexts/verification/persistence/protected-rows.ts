import { Injectable } from '@nestjs/common';
import { ComparesRows, ProtectsRows } from '../../../kernel/audit/protected-tables.js';

/** The supports from phones whose `out_of_period` contradicts the flags that intake set (decision 8). */
const DIFFERING_FLAGS = `
  select support.id::text as key from verification.support support
    join intake.published_flags received on received.id = support.id
  where support.out_of_period <> (cardinality(received.flags) > 0)`;

/** The table that other contexts compare with what they recorded. */
export const SUPPORT_TABLE = 'verification.support';

@Injectable()
@ProtectsRows([
  { table: SUPPORT_TABLE, key: ['id'] },
  { table: 'verification.class_move', key: ['id'] },
  { table: 'verification.roll_answer', key: ['id'] },
])
@ComparesRows([{ table: SUPPORT_TABLE, differing: DIFFERING_FLAGS }])
export class VerificationRows {}
