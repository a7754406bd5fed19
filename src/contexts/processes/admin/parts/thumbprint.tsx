import React, { Fragment } from 'react';

const GROUP = /.{1,11}/g;

/** A thumbprint that may wrap in a narrow column, but is copied without spaces. */
export function Thumbprint({ value }: { readonly value: string }) {
  return (
    <span>
      {(value.match(GROUP) ?? []).map((group, index) => (
        <Fragment key={index}>
          <span className="code whole">{group}</span>
          <wbr />
        </Fragment>
      ))}
    </span>
  );
}
