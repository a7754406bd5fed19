import type { CredentialType } from '#electoral/identifiers';

/**
 * Both sides of a credential with its distinguishing features: issuer, codes, MRZ lines and position of the signature.
 */
export function CardDrawing({ type }: { readonly type: CredentialType }) {
  return (
    <svg className="card" viewBox="0 0 86 114" aria-hidden="true" fill="none" stroke="currentColor">
      <Front type={type} />
      <g transform="translate(0 60)">
        <Back type={type} />
      </g>
    </svg>
  );
}

const SIGNATURE = 'c4-8 6 6 10-1s6 5 12-2';

function Edge() {
  return <rect x="0.75" y="0.75" width="84.5" height="52.5" rx="4" strokeWidth="1.5" />;
}

function Front({ type: { issuer, issuedAbroad, signatureSide } }: { readonly type: CredentialType }) {
  return (
    <>
      <Edge />
      <path d="M1 13h84" strokeWidth="1" />
      <text x="5" y="10.5" fontSize="9" fontWeight="700" fill="currentColor" stroke="none">
        {issuer}
      </text>
      {issuedAbroad && (
        <text x="81" y="10" fontSize="6" textAnchor="end" fill="currentColor" stroke="none">
          EXTRANJERO
        </text>
      )}
      <path d="M5 18h20v24H5zM9 42c0-9 12-9 12 0M15 32a5 5 0 1 0 0-10 5 5 0 0 0 0 10z" strokeWidth="1.2" />
      <path d="M30 20h40M30 26h32M30 32h46M30 38h38M30 44h44" strokeWidth="1.6" strokeOpacity="0.55" />
      {signatureSide === 'front' && <path d={`M4 50${SIGNATURE}`} strokeWidth="1.4" />}
    </>
  );
}

function Back({ type }: { readonly type: CredentialType }) {
  return (
    <>
      <Edge />
      {type.signatureSide === 'back' && <path d={`M50 16${SIGNATURE}M46 20h34`} strokeWidth="1.3" />}
      <Codes codes={type.codes} />
      {type.mrz ? (
        <g strokeWidth="2.4" strokeDasharray="2 1">
          <path d="M5 38h76M5 43h76M5 48h76" />
        </g>
      ) : (
        <path d="M5 44h52" strokeWidth="4" strokeDasharray="3 1" />
      )}
    </>
  );
}

function Codes({ codes }: Pick<CredentialType, 'codes'>) {
  return (
    <g fill="currentColor" stroke="none">
      {codes.includes('code128') && (
        <path d="M5 5h2v8H5zM8 5h1v8H8zM11 5h3v8h-3zM15 5h1v8h-1zM18 5h2v8h-2zM22 5h1v8h-1zM24 5h3v8h-3zM29 5h1v8h-1zM31 5h2v8h-2z" />
      )}
      {codes.includes('pdf417') && (
        <path d="M5 18h2v14H5zM8 18h4v3H8zM13 20h3v4h-3zM8 24h3v3H8zM17 18h4v3h-4zM12 28h5v4h-5zM18 25h3v3h-3zM22 21h4v4h-4zM22 29h3v3h-3zM27 18h3v3h-3zM28 26h3v3h-3zM32 18h2v14h-2z" />
      )}
      {codes.includes('qr') && [5, 31, 57].map((x) => <Qr key={x} x={x} />)}
    </g>
  );
}

function Qr({ x }: { readonly x: number }) {
  const d =
    'M0 0h8v8H0zm16 0h8v8h-8zM0 16h8v8H0zM10 0h3v3h-3zm0 5h4v3h-4zm7 5h3v3h-3zm4 4h3v4h-3zm-11 2h4v4h-4zm6 5h3v3h-3zM2 10h4v3H2z';
  return <path transform={`translate(${String(x)} 6)`} d={d} />;
}
