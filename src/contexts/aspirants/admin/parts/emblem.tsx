import React from 'react';
import { downloadHref } from '../../../../admin/ui/frame.js';

export interface EmblemProps {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
}

/** Always shows the rendered PNG, never the uploaded file. */
export function Emblem({ id, name, digest }: EmblemProps) {
  const address = downloadHref('aspirantes/emblema', id);
  return address === null ? null : (
    <img className="emblem" src={`${address}?v=${digest.slice(0, 12)}`} alt={`Emblema de ${name}`} />
  );
}
