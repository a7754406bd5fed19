import React, { useState } from 'react';
import { downloadHref } from '../../../../admin/ui/frame.js';
import { IMAGE_LABELS } from '../../domain/image-labels.js';

type Part = keyof typeof IMAGE_LABELS;

export interface EnrolmentImagesProps {
  readonly deviceId: string;
  readonly parts: readonly Part[];
}

/** Images of an enrolment, each of which can be enlarged. */
export function EnrolmentImages({ deviceId, parts }: EnrolmentImagesProps) {
  const [enlarged, setEnlarged] = useState<Part>();
  return (
    <div className="enrolment-images">
      {parts.map((part) => {
        const href = downloadHref(`dispositivos/${part}`, deviceId);
        const isLarge = part === enlarged;
        return href === null ? null : (
          <figure key={part} className={isLarge ? 'enlarged' : undefined}>
            <img src={href} alt={IMAGE_LABELS[part]} loading="lazy" />
            <figcaption>
              {IMAGE_LABELS[part]}{' '}
              <button
                type="button"
                className="link"
                aria-pressed={isLarge}
                onClick={() => {
                  setEnlarged(isLarge ? undefined : part);
                }}
              >
                Ampliar<span className="hidden"> {IMAGE_LABELS[part].toLowerCase()}</span>
              </button>
            </figcaption>
          </figure>
        );
      })}
    </div>
  );
}
