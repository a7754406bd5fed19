/** One contact's line, in pixels of the picture. */
export type Stroke = readonly Point[];

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PadState {
  readonly strokes: readonly Stroke[];
  /** The contact (`pointerId`) that draws the last stroke; undefined while nothing touches the pad. */
  readonly contact: number | undefined;
  /** Another contact, for example the palm, touched the pad while the first one was drawing. */
  readonly isCrowded: boolean;
  /** The system cancelled the contact, and its stroke was removed. */
  readonly isInterrupted: boolean;
}

export const EMPTY_PAD: PadState = { strokes: [], contact: undefined, isCrowded: false, isInterrupted: false };

export type PadAction =
  | { readonly type: 'down' | 'move'; readonly contact: number; readonly at: Point }
  | { readonly type: 'up' | 'cancel'; readonly contact: number }
  /** The pad was resized, so the contact is now at a different position on it. */
  | { readonly type: 'resize' }
  | { readonly type: 'clear' };

/** Only the first contact draws. Others are ignored until they are lifted, even if the first one is lifted sooner. */
export function padReducer(pad: PadState, action: PadAction): PadState {
  switch (action.type) {
    case 'down':
      if (pad.contact !== undefined) return { ...pad, isCrowded: true };
      return { ...EMPTY_PAD, strokes: [...pad.strokes, [action.at]], contact: action.contact };
    case 'move': {
      const stroke = pad.strokes.at(-1);
      if (action.contact !== pad.contact || !stroke) return pad;
      return { ...pad, strokes: [...pad.strokes.slice(0, -1), [...stroke, action.at]] };
    }
    case 'up':
      return action.contact === pad.contact ? { ...pad, contact: undefined } : pad;
    case 'cancel':
      if (action.contact !== pad.contact) return pad;
      return { ...pad, strokes: pad.strokes.slice(0, -1), contact: undefined, isInterrupted: true };
    case 'resize':
      return { ...pad, contact: undefined };
    case 'clear':
      return EMPTY_PAD;
  }
}

/** A signature shorter than this, in pixels of the picture, is an accidental touch. */
const MIN_SIGNATURE_LENGTH = 120;

/** Why a drawing is not accepted. A mark may be a single touch (decision 31); a signature may not. */
export function drawingFault(strokes: readonly Stroke[], kind: 'signature' | 'mark'): 'missing' | 'small' | undefined {
  if (strokes.length === 0) return 'missing';
  return kind === 'signature' && lengthOf(strokes) < MIN_SIGNATURE_LENGTH ? 'small' : undefined;
}

export function lengthOf(strokes: readonly Stroke[]): number {
  return strokes.reduce(
    (sum, stroke) =>
      sum +
      stroke.reduce((length, { x, y }, index) => {
        const before = stroke[index - 1];
        return before ? length + Math.hypot(x - before.x, y - before.y) : length;
      }, 0),
    0,
  );
}
