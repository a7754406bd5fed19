import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.js';

const ICONS = { neutral: 'info', good: 'done', attention: 'warning', bad: 'stop', process: 'send' } as const;

export interface NoteProps {
  readonly kind?: keyof typeof ICONS;
  readonly children: ReactNode;
  /** Announced by screen readers when it appears. */
  readonly live?: boolean;
}

/** A message with an icon and the colour of its kind. */
export function Note({ kind = 'neutral', children, live = false }: NoteProps) {
  const icon: IconName = ICONS[kind];
  return (
    <div className={`note ${kind}`} role={live ? 'alert' : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
