import { useCallback, useEffect, useRef, useState } from 'react';
import { usePictureUrl } from '../../camera/PhotoScreen.js';
import type { Picture } from '../../capture/capture.js';

export type CardSide = 'anverso' | 'reverso';

export interface CardPictureProps {
  readonly anverso: Picture | undefined;
  readonly reverso: Picture | undefined;
  readonly side: CardSide;
  readonly onSide: (side: CardSide) => void;
  /** The line to compare: the enlarged picture is scrolled to it. */
  readonly line: CardLine;
}

/** The approximate position of a line on the picture, as fractions of its width and height. */
export interface CardLine {
  readonly x: number;
  readonly y: number;
}

const LABELS: Readonly<Record<CardSide, string>> = { anverso: 'Frente', reverso: 'Reverso' };

/** The captured card beside its fields, which stays in view while they are compared (§8.7). */
export function CardPicture({ side, onSide, line: { x, y }, ...pictures }: CardPictureProps) {
  const [enlarged, setEnlarged] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const showLine = useCallback((): void => {
    const { current } = frame;
    if (!current) return;
    const left = x * current.scrollWidth - current.clientWidth / 2;
    current.scrollTo({ left, top: y * current.scrollHeight - current.clientHeight / 2 });
  }, [x, y]);
  useEffect(() => {
    if (enlarged) showLine();
  }, [enlarged, showLine]);
  const picture = pictures[side];
  if (!picture) return null;
  return (
    <div className={`card-picture ${enlarged ? 'enlarged' : ''}`}>
      {/* Enlarged it is wider than the screen; the focus lets the keyboard scroll it. */}
      <div
        ref={frame}
        className="frame"
        tabIndex={enlarged ? 0 : undefined}
        role="group"
        aria-label={`${LABELS[side]} captado`}
      >
        <Shown picture={picture} alt={`${LABELS[side]} de la credencial`} onLoad={showLine} />
      </div>
      <div className="sides">
        {(['anverso', 'reverso'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === side}
            onClick={() => {
              onSide(each);
            }}
          >
            {LABELS[each]}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={enlarged}
          onClick={() => {
            setEnlarged(!enlarged);
          }}
        >
          {enlarged ? 'Reducir' : 'Ampliar'}
        </button>
      </div>
    </div>
  );
}

interface ShownProps {
  readonly picture: Picture;
  readonly alt: string;
  readonly onLoad: () => void;
}

function Shown({ picture, alt, onLoad }: ShownProps) {
  return <img src={usePictureUrl(picture)} alt={alt} onLoad={onLoad} />;
}
