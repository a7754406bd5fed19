import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.js';

const ICONS = { neutral: 'info', good: 'done', attention: 'warning', bad: 'stop', process: 'send' } as const;

export interface NoteProps {
  readonly kind?: keyof typeof ICONS;
  readonly children: ReactNode;
  /** Read out as soon as it appears. */
  readonly live?: boolean;
}

/** A state as colour, sign and words. */
export function Note({ kind = 'neutral', children, live = false }: NoteProps) {
  const icon: IconName = ICONS[kind];
  return (
    <div className={`note ${kind}`} role={live ? 'alert' : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
