import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Screen } from '../components/Screen.js';
import { useServices } from '../use-services.js';

/** Before a device is registered there is no lease to take the notice in force from. */
const BEFORE_REGISTRATION =
  'El Instituto Nacional Electoral (INE) es responsable de los datos personales que se captan con esta aplicación, ' +
  'desde el momento en que los recibe. Se usan solo para verificar el apoyo ciudadano. El aviso completo está en ' +
  'www.ine.mx. Dudas: INETEL, 800 433 2000.';

/** The privacy notice, always in the menu (§16.4). */
export default function PrivacyNotice() {
  const { vault } = useServices();
  const navigate = useNavigate();
  const [text, setText] = useState(BEFORE_REGISTRATION);
  useEffect(() => {
    void vault.enrolments().then(([first]) => {
      if (first) setText(first.lease.privacyNotice.text);
    });
  }, [vault]);
  return (
    <Screen
      title="Aviso de privacidad"
      onBack={() => {
        navigate('/');
      }}
    >
      <p>{text}</p>
    </Screen>
  );
}
