import { Screen, type ScreenProps } from '../../components/Screen.js';
import { DEFAULT_CREDENTIAL_TYPES, type CredentialType, type CredentialTypeKey } from '#electoral/identifiers';
import { CardDrawing } from './CardDrawing.js';

export interface ChooseTypeProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  /** Keys of the types that the lease allows. */
  readonly offered: readonly string[];
  readonly onChoose: (type: CredentialTypeKey) => void;
}

/** Lists the credential types by their appearance (§8.3). The newest come first, since most people have one of them. */
export function ChooseType({ offered, onChoose, ...screen }: ChooseTypeProps) {
  const types = DEFAULT_CREDENTIAL_TYPES.filter(({ key }) => offered.includes(key)).toReversed();
  return (
    <Screen {...screen} title="¿Qué credencial presenta?">
      <p>
        Mire las dos caras: quién la expidió y qué códigos lleva atrás. Mire también su vigencia: si ya pasó, el apoyo
        puede no contar.
      </p>
      <ul className="menu">
        {[...types.filter(isHome), ...types.filter(isAbroad)].map((type) => (
          <li key={type.key}>
            <button
              type="button"
              className="choice"
              onClick={() => {
                onChoose(type.key);
              }}
            >
              <CardDrawing type={type} />
              <span>
                <strong>{type.label}</strong>
                {signsOf(type).map((sign) => (
                  <span key={sign} className="sign">
                    {sign}
                  </span>
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

const isAbroad = ({ issuedAbroad }: CredentialType): boolean => issuedAbroad;
const isHome = ({ issuedAbroad }: CredentialType): boolean => !issuedAbroad;

const CODES: Readonly<Record<CredentialType['codes'][number], string>> = {
  code128: 'código de barras de líneas',
  pdf417: 'código de barras cuadriculado',
  qr: 'tres códigos QR',
};

/** Distinguishing features, front first, from top to bottom. */
function signsOf({ issuer, issuedAbroad, codes, mrz, signatureSide }: CredentialType): string[] {
  const signature = signatureSide === 'front' ? 'Firma al frente.' : 'Firma atrás.';
  return [
    `Dice ${issuer}${issuedAbroad ? ' y «Desde el Extranjero»' : ''}. ${signature}`,
    `Atrás: ${codes.map((code) => CODES[code]).join(' y ')}.`,
    mrz ? 'Abajo, tres renglones con «<<<».' : 'Sin renglones «<<<»; un número de 13 cifras.',
  ];
}
