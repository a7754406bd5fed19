import type { Official } from '../../../admin/official.js';
import { unchecked } from '../../../admin/screen.js';
import { GiveVerdict, MarkIncomplete, UndoVerdict } from '../index.js';
import { INCOMPLETE } from './views.js';

/** What a reviewer decides on a record: a verdict, that it is incomplete, or to undo the verdict. */
export function decide(
  official: Official,
  { supportId, seen, undo, verdict, subReason, note }: Readonly<Record<string, unknown>>,
): Promise<object> {
  if (undo === true) return official.run(new UndoVerdict(unchecked({ supportId, seen })));
  if (verdict === INCOMPLETE) return official.run(new MarkIncomplete(unchecked({ supportId, seen, note })));
  return official.run(new GiveVerdict(unchecked({ supportId, seen, verdict, subReason, note })));
}
