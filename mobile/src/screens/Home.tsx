import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Note } from '../components/Note.js';
import { Icon, type IconName } from '../components/Icon.js';
import { Screen } from '../components/Screen.js';
import { captureStatus, type LeaseStatus } from '../lease/lease-status.js';
import { sendingSentence } from '../sending/sentence.js';
import { useSending } from '../sending/use-sending.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { Enrolment } from '../storage/vault.js';
import { installUpdates } from '../update.js';
import { useServicesWhenOpen } from '../use-services.js';
import { KeysNote } from './KeysNote.js';
import { LeaseNote } from './LeaseNote.js';
import { useLostRecords } from './sending/use-lost-records.js';
import { MaintenanceNote } from './MaintenanceNote.js';
import { PracticeMark } from './PracticeMark.js';

/** The menu, with the names of the protocol (§7.2, §7.5, §8.1, §16.4). */
export function Home() {
  const services = useServicesWhenOpen();
  const [enrolments, setEnrolments] = useState<readonly Enrolment[]>();
  useEffect(installUpdates, []);
  useEffect(() => {
    if (!services) return undefined;
    const read = (): void => {
      void services.vault.enrolments().then(setEnrolments);
    };
    read();
    let { state } = services.sender.view;
    // The response to an upload may say that the period is inactive.
    return services.sender.subscribe(() => {
      if (services.sender.view.state === state) return;
      state = services.sender.view.state;
      read();
    });
  }, [services]);
  const registered = enrolments !== undefined && enrolments.length > 0;
  return (
    <Screen title="Apoyo Ciudadano - INE">
      {enrolments?.some(({ lease }) => lease.practice) && <PracticeMark />}
      {!registered && (
        <div className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
          <p>Captación de apoyo ciudadano</p>
        </div>
      )}
      {services && <LostNote services={services} />}
      {services && <MaintenanceNote server={services.server} />}
      {services && registered && <KeysNote keys={services.keys} />}
      {services && registered && <Registrations services={services} enrolments={enrolments} />}
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
          {services && <SendingEntry services={services} registered={enrolments === undefined || registered} />}
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

/** Shown even if the phone looks new: its storage may have been deleted. */
function LostNote({ services }: { readonly services: Services }) {
  const { gone } = useLostRecords(services);
  if (gone.length === 0) return null;
  return (
    <Note kind="bad">
      {gone.length === 1
        ? 'Este teléfono guardaba 1 apoyo sin enviar y ya no lo encuentra.'
        : `Este teléfono guardaba ${String(gone.length)} apoyos sin enviar y ya no los encuentra.`}{' '}
      Vea «Envíos y acuses».
    </Note>
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

function SendingEntry({ services, registered }: { readonly services: Services; readonly registered: boolean }) {
  const view = useSending(services.sender);
  const { gone, elsewhere } = useLostRecords(services);
  const about = sendingSentence(view, { registered, lost: gone.length + elsewhere.length });
  return <Entry to="/envios" icon="send" title="Envíos y acuses" about={about} />;
}

interface RegistrationsProps {
  readonly services: Services;
  readonly enrolments: readonly Enrolment[];
}

/** The registrations of this phone, with the status of each (§7.7). */
function Registrations({ services, enrolments }: RegistrationsProps) {
  const { pending } = useSending(services.sender);
  const [now, setNow] = useState<{ readonly at: Date | undefined }>();
  const [queued, setQueued] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    const update = (): void => {
      void services.clock.now().then((known) => {
        setNow({ at: known?.at });
      });
    };
    update();
    const timer = setInterval(update, 30_000);
    return () => {
      clearInterval(timer);
    };
  }, [services]);
  const several = enrolments.length > 1;
  useEffect(() => {
    if (!several) return;
    void services.vault.records().then((records) => {
      const counts = new Map<string, number>();
      for (const record of records) {
        const owner = owningEnrolment(enrolments, record.deviceId)?.deviceId ?? '';
        counts.set(owner, (counts.get(owner) ?? 0) + 1);
      }
      setQueued(counts);
    });
  }, [services, enrolments, several, pending]);
  return (
    <section className="registrations">
      <h2>{several ? 'Sus registros' : 'Su registro'}</h2>
      {enrolments.map((enrolment) => {
        const { deviceId, lease } = enrolment;
        const count = queued.get(deviceId) ?? 0;
        const status: LeaseStatus | undefined = now && captureStatus(enrolment, now.at, APP_VERSION);
        return (
          <article key={deviceId} aria-label={lease.aspirant.name}>
            <p>
              <strong>{lease.aspirant.name}</strong> · {lease.aspirant.office}
            </p>
            <p className="secondary">
              Auxiliar: {lease.auxiliary.name}
              {several && ` · ${count === 0 ? 'nada' : String(count)} por enviar`}
            </p>
            {status && <LeaseNote status={status} />}
          </article>
        );
      })}
    </section>
  );
}
