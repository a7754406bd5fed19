import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
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

/** A frame that is smaller than its picture, and a function that scrolls it to a line. */
function useLine({ x, y }: CardLine): readonly [RefObject<HTMLDivElement | null>, () => void] {
  const frame = useRef<HTMLDivElement>(null);
  const showLine = useCallback((): void => {
    const { current } = frame;
    if (!current) return;
    const left = x * current.scrollWidth - current.clientWidth / 2;
    current.scrollTo({ left, top: y * current.scrollHeight - current.clientHeight / 2 });
  }, [x, y]);
  return [frame, showLine];
}

/** The captured card beside its fields, which stays in view while they are compared (§8.7). */
export function CardPicture({ side, onSide, line, ...pictures }: CardPictureProps) {
  const [enlarged, setEnlarged] = useState(false);
  const [frame, showLine] = useLine(line);
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

export interface CardStripProps {
  readonly picture: Picture;
  readonly line: CardLine;
  readonly label: string;
}

/** The enlarged strip of the card that shows one field, to compare its value. It can be scrolled to its neighbours. */
export function CardStrip({ picture, line, label }: CardStripProps) {
  const [frame, showLine] = useLine(line);
  return (
    <div ref={frame} className="card-strip" tabIndex={0} role="group" aria-label={label}>
      <Shown picture={picture} alt={label} onLoad={showLine} />
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
