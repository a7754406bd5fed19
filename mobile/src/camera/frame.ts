/** What is photographed; it determines the frame. */
export type Subject = 'card' | 'face';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Width to height of an ID-1 card. */
const CARD_RATIO = 85.6 / 53.98;
const FACE_RATIO = 3 / 4;
const FRAME_SHARE = 0.92;
/** Margin kept around the frame when cropping, so that a slightly misaligned card is not cut off. */
const MARGIN = 0.06;

/** The drawn frame, in the pixels of the video. */
export function frameOf(subject: Subject, width: number, height: number): Rectangle {
  const ratio = subject === 'card' ? CARD_RATIO : FACE_RATIO;
  const frameWidth = Math.min(width * FRAME_SHARE, height * FRAME_SHARE * ratio);
  const frameHeight = frameWidth / ratio;
  return { x: (width - frameWidth) / 2, y: (height - frameHeight) / 2, width: frameWidth, height: frameHeight };
}

/** The part of a shot that is stored: the frame with a margin. */
export function cropOf(subject: Subject, width: number, height: number): Rectangle {
  const frame = frameOf(subject, width, height);
  const x = Math.max(0, frame.x - frame.width * MARGIN);
  const y = Math.max(0, frame.y - frame.height * MARGIN);
  return {
    x,
    y,
    width: Math.min(width - x, frame.width * (1 + 2 * MARGIN)),
    height: Math.min(height - y, frame.height * (1 + 2 * MARGIN)),
  };
}
