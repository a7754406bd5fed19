import type { CredentialType } from '../../../../src/contexts/verification/wire/identifiers/index.js';

/** What tells the backs of the credentials apart, drawn: codes, lines of the MRZ, place of the signature. */
export function CardDrawing({ type }: { readonly type: CredentialType }) {
  return (
    <svg className="card" viewBox="0 0 86 54" aria-hidden="true" fill="none" stroke="currentColor">
      <rect x="0.75" y="0.75" width="84.5" height="52.5" rx="4" strokeWidth="1.5" />
      {type.signatureSide === 'back' && <path d="M46 16c4-8 6 6 10-1s6 5 12-2M46 20h32" strokeWidth="1.2" />}
      <Codes codes={type.codes} />
      {type.mrz ? (
        <g strokeWidth="2.4" strokeDasharray="2 1">
          <path d="M5 38h76M5 43h76M5 48h76" />
        </g>
      ) : (
        <path d="M5 44h52" strokeWidth="4" strokeDasharray="3 1" />
      )}
    </svg>
  );
}

function Codes({ codes }: Pick<CredentialType, 'codes'>) {
  return (
    <g fill="currentColor" stroke="none">
      {codes.includes('code128') && (
        <path d="M5 6h2v9H5zM8 6h1v9H8zM11 6h3v9h-3zM15 6h1v9h-1zM18 6h2v9h-2zM22 6h1v9h-1zM24 6h3v9h-3zM29 6h1v9h-1zM31 6h2v9h-2z" />
      )}
      {codes.includes('pdf417') && (
        <path d="M5 18h2v14H5zM8 18h4v3H8zM13 20h3v4h-3zM8 24h3v3H8zM17 18h4v3h-4zM12 28h5v4h-5zM18 25h3v3h-3zM22 21h4v4h-4zM22 29h3v3h-3zM27 18h3v3h-3zM28 26h3v3h-3zM32 18h2v14h-2z" />
      )}
      {codes.includes('qr') && (
        <path d="M6 6h8v8H6zM24 6h8v8h-8zM6 22h8v8H6zM16 8h3v3h-3zM18 14h4v3h-4zM24 18h3v3h-3zM28 22h4v4h-4zM17 22h4v4h-4zM22 27h3v3h-3zM8 17h4v3H8z" />
      )}
    </g>
  );
}
