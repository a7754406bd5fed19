import { clearDraft, readDraft, writeDraft } from '../../../../admin/ui/draft.js';
import { NO_CHOICE, type Choice } from './verdict-pad.js';

const DRAFT = 'mesa-de-control';

/** The record that a reviewer was deciding when the session ended, with what was chosen. */
export interface Interrupted {
  readonly supportId: string;
  readonly choice: Choice;
}

export function keepInterrupted({ supportId, choice: { verdict, subReason, note } }: Interrupted): void {
  writeDraft(DRAFT, { supportId, verdict, subReason: subReason ?? '', note });
}

/** @returns undefined if no session ended during a review. */
export function readInterrupted(): Interrupted | undefined {
  const { supportId = '', verdict = '', subReason = '', note = '' } = readDraft(DRAFT) ?? {};
  if (supportId === '') return undefined;
  const choice = verdict === '' ? NO_CHOICE : { verdict, subReason: subReason === '' ? null : subReason, note };
  return { supportId, choice };
}

export function forgetInterrupted(): void {
  clearDraft(DRAFT);
}
