import { clearDraft, readDraft, writeDraft } from '../../../../admin/ui/draft.js';
import { NO_CHOICE, type Choice } from './verdict-pad.js';

/** The record that a reviewer was deciding when the session ended, with what was chosen. */
export interface Interrupted {
  readonly supportId: string;
  readonly choice: Choice;
}

/** @param page the page of the review. */
export function keepInterrupted(page: string, { supportId, choice }: Interrupted): void {
  const { verdict, subReason, note } = choice;
  writeDraft(page, { supportId, verdict, subReason: subReason ?? '', note });
}

/** @returns undefined if no session ended during a review. */
export function readInterrupted(page: string): Interrupted | undefined {
  const { supportId = '', verdict = '', subReason = '', note = '' } = readDraft(page) ?? {};
  if (supportId === '') return undefined;
  const choice = verdict === '' ? NO_CHOICE : { verdict, subReason: subReason === '' ? null : subReason, note };
  return { supportId, choice };
}

export function forgetInterrupted(page: string): void {
  clearDraft(page);
}
