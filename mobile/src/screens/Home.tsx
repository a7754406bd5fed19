import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Icon, type IconName } from '../components/Icon.js';
import { Screen } from '../components/Screen.js';
import { judgeLease, type LeaseVerdict } from '../lease/judge-lease.js';
import { sendingSentence } from '../sending/sentence.js';
import { useSending } from '../sending/use-sending.js';
import type { Services } from '../services.js';
import type { Enrolment } from '../storage/vault.js';
import { takeUpdate } from '../update.js';
import { useServicesWhenOpen } from '../use-services.js';
import { LeaseNote } from './LeaseNote.js';
import { PracticeMark } from './PracticeMark.js';

/** The menu, in the words of the protocol (§7.2, §7.5, §8.1, §16.4). */
export function Home() {
  const services = useServicesWhenOpen();
  const [enrolments, setEnrolments] = useState<readonly Enrolment[]>();
  useEffect(() => {
    void takeUpdate();
  }, []);
  useEffect(() => {
    void services?.vault.enrolments().then(setEnrolments);
  }, [services]);
  const registered = enrolments !== undefined && enrolments.length > 0;
  return (
    <Screen title="Apoyo Ciudadano - INE">
      {enrolments?.some(({ lease }) => lease.practice) && <PracticeMark />}
      <div className="brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
        <p>{registered ? `Auxiliar: ${enrolments[0]?.lease.auxiliary.name ?? ''}` : 'Captación de apoyo ciudadano'}</p>
      </div>
      {services && enrolments?.[0] && <PeriodNote services={services} enrolment={enrolments[0]} />}
      <nav aria-label="Menú">
        <ul className="menu">
          {registered && <Entry main to="/captura" icon="camera" title="Captura de Datos" />}
          <Entry
            main={enrolments !== undefined && !registered}
            to="/registro"
            icon="person"
            title="Registro de Auxiliar"
            about={registered ? 'Registrarse también con otra persona aspirante' : 'Necesita conexión y su credencial'}
          />
          {services && <SendingEntry services={services} />}
          {registered && (
            <Entry
              to="/registro?restablecer"
              icon="key"
              title="Restablecer contraseña"
              about="Se registra de nuevo; sus apoyos guardados no se pierden"
            />
          )}
          <Entry to="/aviso" icon="shield" title="Aviso de privacidad" />
        </ul>
      </nav>
      <p className="secondary">
        Ayuda: INETEL, <a href="tel:8004332000">800 433 2000</a>
      </p>
    </Screen>
  );
}

interface EntryProps {
  readonly to: string;
  readonly icon: IconName;
  readonly title: string;
  readonly about?: string;
  readonly main?: boolean;
}

function Entry({ to, icon, title, about, main = false }: EntryProps) {
  const navigate = useNavigate();
  return (
    <li>
      <button
        type="button"
        className={main ? 'choice main' : 'choice'}
        onClick={() => {
          navigate(to);
        }}
      >
        <Icon name={icon} />
        <span>
          <strong>{title}</strong>
          {about}
        </span>
      </button>
    </li>
  );
}

function SendingEntry({ services }: { readonly services: Services }) {
  const view = useSending(services.sender);
  return <Entry to="/envios" icon="send" title="Envíos y acuses" about={sendingSentence(view)} />;
}

function PeriodNote({ services, enrolment }: { readonly services: Services; readonly enrolment: Enrolment }) {
  const [verdict, setVerdict] = useState<LeaseVerdict>();
  useEffect(() => {
    void services.clock.now().then((now) => {
      setVerdict(judgeLease(enrolment.lease, now?.at));
    });
  }, [services, enrolment]);
  return verdict ? <LeaseNote verdict={verdict} /> : null;
}
