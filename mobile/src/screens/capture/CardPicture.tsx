import { useState } from 'react';
import { usePictureUrl } from '../../camera/PhotoScreen.js';
import type { Picture } from '../../capture/capture.js';

export type CardSide = 'anverso' | 'reverso';

export interface CardPictureProps {
  readonly anverso: Picture | undefined;
  readonly reverso: Picture | undefined;
  readonly side: CardSide;
  readonly onSide: (side: CardSide) => void;
}

const LABELS: Readonly<Record<CardSide, string>> = { anverso: 'Anverso', reverso: 'Reverso' };

/** The captured card beside its fields, which stays in view while they are compared (§8.7). */
export function CardPicture({ side, onSide, ...pictures }: CardPictureProps) {
  const [enlarged, setEnlarged] = useState(false);
  const picture = pictures[side];
  if (!picture) return null;
  return (
    <div className={`card-picture ${enlarged ? 'enlarged' : ''}`}>
      {/* Enlarged it is wider than the screen; the focus lets the keyboard scroll it. */}
      <div className="frame" tabIndex={enlarged ? 0 : undefined} role="group" aria-label={`${LABELS[side]} captado`}>
        <Shown picture={picture} alt={`${LABELS[side]} de la credencial`} />
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

function Shown({ picture, alt }: { readonly picture: Picture; readonly alt: string }) {
  return <img src={usePictureUrl(picture)} alt={alt} />;
}
