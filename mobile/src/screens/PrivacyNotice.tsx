import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { PrivacyNotice as Notice } from '#electoral/wire';
import { Screen } from '../components/Screen.js';
import { refreshNotice } from '../privacy/refresh-notice.js';
import { useServices } from '../use-services.js';
import { NoticeText } from './NoticeText.js';

/** Shown if the phone was never online while the app was open. */
const FALLBACK_NOTICE =
  'El Instituto Nacional Electoral (INE) es responsable de los datos personales que se captan con esta aplicación, ' +
  'desde el momento en que los recibe. Se usan solo para verificar el apoyo ciudadano. El aviso completo está en ' +
  'www.ine.mx y se guarda en este teléfono al abrir esta pantalla con conexión. Dudas: INETEL, 800 433 2000.';

/** The privacy notice, always in the menu and also readable offline (§16.4). */
export default function PrivacyNotice() {
  const services = useServices();
  const navigate = useNavigate();
  const [notice, setNotice] = useState<Notice>();
  useEffect(() => {
    let isUnmounted = false;
    const show = (found: Notice | undefined): void => {
      if (!isUnmounted && found) setNotice(found);
    };
    // First the stored notice, then the server's if it responds.
    void services.vault
      .setting('privacyNotice')
      .then(show)
      .then(() => refreshNotice(services))
      .then(show);
    return () => {
      isUnmounted = true;
    };
  }, [services]);
  return (
    <Screen
      title="Aviso de privacidad"
      onBack={() => {
        navigate('/');
      }}
    >
      <div className="notice-text">{notice ? <NoticeText notice={notice} /> : <p>{FALLBACK_NOTICE}</p>}</div>
    </Screen>
  );
}
