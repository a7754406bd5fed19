import { Screen, type ScreenProps } from '../../components/Screen.js';
import {
  DEFAULT_CREDENTIAL_TYPES,
  type CredentialType,
  type CredentialTypeKey,
} from '../../../../src/contexts/verification/wire/identifiers/index.js';
import { CardDrawing } from './CardDrawing.js';

export interface ChooseTypeProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  /** Keys the lease allows. */
  readonly offered: readonly string[];
  readonly onChoose: (type: CredentialTypeKey) => void;
}

/** Which credential the person holds, by its looks (§8.3); newest first, as most people carry them. */
export function ChooseType({ offered, onChoose, ...screen }: ChooseTypeProps) {
  const types = DEFAULT_CREDENTIAL_TYPES.filter(({ key }) => offered.includes(key)).toReversed();
  return (
    <Screen {...screen} title="¿Qué credencial presenta?">
      <p>Compare el reverso.</p>
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
              <span>{type.label}</span>
            </button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

const isAbroad = ({ fromAbroad }: CredentialType): boolean => fromAbroad;
const isHome = ({ fromAbroad }: CredentialType): boolean => !fromAbroad;
