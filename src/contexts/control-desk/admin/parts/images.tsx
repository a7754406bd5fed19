import React from 'react';
import type { RecordView } from '../views.js';
import { IMAGE_KEYS } from './keys.js';

export interface ImagesProps {
  readonly record: RecordView;
  readonly images: ReadonlyMap<string, string>;
  /** The part shown enlarged; null shows all parts. */
  readonly enlarged: string | null;
  readonly enlarge: (part: string | null) => void;
}

/** The images of a support, as large as the screen allows: four or, if assisted, up to five. */
export function Images({ record, images, enlarged, enlarge }: ImagesProps) {
  return (
    <div
      className={['mesa-images', enlarged !== null && 'mesa-images-one', record.images.length > 4 && 'mesa-images-five']
        .filter(Boolean)
        .join(' ')}
    >
      {record.images.map(({ part, label, problem }, index) => {
        const url = images.get(part);
        return (
          <button
            key={part}
            type="button"
            className="mesa-image"
            hidden={enlarged !== null && enlarged !== part}
            aria-pressed={enlarged === part}
            onClick={() => {
              enlarge(enlarged === part ? null : part);
            }}
          >
            {url === undefined ? (
              <span className="mesa-missing">No se pudo abrir esta imagen</span>
            ) : (
              <img src={url} alt="" className={part.startsWith('firma') ? 'mesa-signature' : undefined} />
            )}
            <span className="mesa-caption">
              <kbd>{IMAGE_KEYS[index]}</kbd> {label}
              {problem !== null && <strong> · {problem}</strong>}
            </span>
          </button>
        );
      })}
    </div>
  );
}
