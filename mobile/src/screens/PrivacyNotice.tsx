import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { PrivacyNotice as Notice } from '#electoral/wire';
import { Screen } from '../components/Screen.js';
import { refreshNotice } from '../privacy/refresh-notice.js';
import { useServices } from '../use-services.js';
import { NoticeText } from './NoticeText.js';

/** For a phone that never had a connection while the app was open: only then is there nothing better. */
const BEFORE_ALL =
  'El Instituto Nacional Electoral (INE) es responsable de los datos personales que se captan con esta aplicación, ' +
  'desde el momento en que los recibe. Se usan solo para verificar el apoyo ciudadano. El aviso completo está en ' +
  'www.ine.mx y se guarda en este teléfono al abrir esta pantalla con conexión. Dudas: INETEL, 800 433 2000.';

/** The privacy notice, always in the menu, read without a connection too (§16.4). */
export default function PrivacyNotice() {
  const services = useServices();
  const navigate = useNavigate();
  const [notice, setNotice] = useState<Notice>();
  useEffect(() => {
    let left = false;
    const show = (found: Notice | undefined): void => {
      if (!left && found) setNotice(found);
    };
    // What is at hand at once; then what the server has, if it answers.
    void services.vault
      .setting('privacyNotice')
      .then(show)
      .then(() => refreshNotice(services))
      .then(show);
    return () => {
      left = true;
    };
  }, [services]);
  return (
    <Screen
      title="Aviso de privacidad"
      onBack={() => {
        navigate('/');
      }}
    >
      <div className="notice-text">{notice ? <NoticeText notice={notice} /> : <p>{BEFORE_ALL}</p>}</div>
    </Screen>
  );
}
