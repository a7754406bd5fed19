import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import { Icon, type IconName } from '../components/Icon.js';
import { Screen } from '../components/Screen.js';
import { hasEnded, mainAction, mayRepeatCapture, type MainAction } from '../lease/main-action.js';
import { usePeriods } from '../lease/use-periods.js';
import { sendingSentence } from '../sending/sentence.js';
import type { TroubledRecords } from '../sending/troubled-records.js';
import { useSending } from '../sending/use-sending.js';
import type { Services } from '../services.js';
import type { Enrolment } from '../storage/vault.js';
import { installUpdates } from '../update.js';
import { useOnline } from '../use-online.js';
import { useServicesWhenOpen } from '../use-services.js';
import { InterruptedNote } from './InterruptedNote.js';
import { KeysNote } from './KeysNote.js';
import { MaintenanceNote } from './MaintenanceNote.js';
import { PracticeMark } from './PracticeMark.js';
import { Registrations } from './Registrations.js';
import { useTroubledRecords } from './sending/use-troubled-records.js';
import { TroubleNotes } from './TroubleNotes.js';
import { UnfinishedRegistration, useUnsentRegistration } from './UnfinishedRegistration.js';
import { useFigures } from './use-figures.js';

/**
 * The menu, with the names of the protocol (§7.2, §7.5, §8.1, §16.4). Its main entry is below the notices, within reach
 * of the thumb, and stays in view however many there are.
 */
export function Home() {
  const services = useServicesWhenOpen();
  const [enrolments, setEnrolments] = useState<readonly Enrolment[]>();
  const { troubles, refresh } = useTroubledRecords(services);
  const read = useCallback((): void => {
    void services?.vault.enrolments().then(setEnrolments);
  }, [services]);
  useEffect(installUpdates, []);
  usePeriods(services, () => {
    read();
    refresh();
  });
  useEffect(() => {
    if (!services) return undefined;
    read();
    let { state } = services.sender.view;
    // The response to an upload may say that the period is inactive.
    return services.sender.subscribe(() => {
      if (services.sender.view.state === state) return;
      state = services.sender.view.state;
      read();
    });
  }, [services, read]);
  const registered = enrolments !== undefined && enrolments.length > 0;
  const figures = useFigures(services, enrolments);
  const isUnsent = useUnsentRegistration(services);
  const main = useSettledAction(enrolments, figures?.status, isUnsent);
  const again = main?.kind === 'register' ? main.deviceId : undefined;
  const entries: readonly (MenuEntry | false | undefined)[] = [
    registered && { kind: 'capture', to: '/captura', icon: 'camera', title: 'Captura de Datos' },
    {
      kind: 'register',
      to: again === undefined ? '/registro' : `/registro?de-nuevo=${again}`,
      icon: 'person',
      title: 'Registro de Auxiliar',
      about: registrationAbout({ registered, isUnsent, again: again !== undefined }),
    },
    services && {
      kind: 'send',
      to: '/envios',
      icon: 'send',
      title: 'Envíos y acuses',
      about: <SendingAbout {...{ services, troubles }} registered={enrolments === undefined || registered} />,
    },
    registered &&
      !enrolments.every(hasEnded) && {
        to: '/registro?restablecer',
        icon: 'key',
        title: 'Restablecer contraseña',
        about: 'Se registra de nuevo; sus apoyos guardados no se pierden',
      },
    { to: '/aviso', icon: 'shield', title: 'Aviso de privacidad' },
  ];
  const shown = entries.filter((entry) => entry !== false && entry !== undefined);
  const mayRepeat = !registered || mayRepeatCapture(enrolments, figures?.status);
  const registrations = services && registered && <Registrations {...{ enrolments, figures, isUnsent }} />;
  const mainEntry = shown.find(({ kind }) => kind !== undefined && kind === main?.kind);
  return (
    <Screen title="Apoyo Ciudadano - INE" actions={mainEntry && <Entry {...mainEntry} main />}>
      {enrolments?.some(({ lease }) => lease.practice) && <PracticeMark />}
      {!registered && (
        <div className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
          <p>Captación de apoyo ciudadano</p>
        </div>
      )}
      {/* That this phone may not capture comes before anything that was captured with it. */}
      {!mayRepeat && registrations}
      {services && enrolments && <InterruptedNote {...{ services, mayRepeat }} />}
      <UnfinishedRegistration isUnsent={isUnsent} />
      <TroubleNotes troubles={troubles} />
      {services && <MaintenanceNote server={services.server} />}
      {services && registered && <KeysNote keys={services.keys} />}
      {mayRepeat && registrations}
      <nav aria-label="Menú">
        <ul className="menu">
          {shown
            .filter((entry) => entry !== mainEntry)
            .map((entry) => (
              <li key={entry.title}>
                <Entry {...entry} />
              </li>
            ))}
        </ul>
      </nav>
      <p className="secondary">
        Ayuda: INETEL, <a href="tel:8004332000">800 433 2000</a>
      </p>
    </Screen>
  );
}

/**
 * The main entry by the stored status. An answer of the server does not change it while the menu is shown: the user
 * would press what took its place.
 */
function useSettledAction(
  enrolments: readonly Enrolment[] | undefined,
  statuses: Parameters<typeof mainAction>[1],
  isUnsent: boolean,
): MainAction | undefined {
  const [settled, setSettled] = useState<{ readonly of: string; readonly action: MainAction }>();
  if (enrolments === undefined || (enrolments.length > 0 && statuses === undefined)) return undefined;
  const of = `${String(enrolments.length)} ${String(isUnsent)}`;
  if (settled?.of === of) return settled.action;
  const action = mainAction(enrolments, statuses, isUnsent);
  setSettled({ of, action });
  return action;
}

function registrationAbout(facts: Readonly<Record<'registered' | 'isUnsent' | 'again', boolean>>): string {
  const { registered, isUnsent, again } = facts;
  if (isUnsent) return 'Enviar el registro que guarda este teléfono';
  if (again) return 'Registrar de nuevo este teléfono, con la misma persona aspirante';
  return registered ? 'Registrarse también con otra persona aspirante' : 'Necesita conexión y su credencial';
}

interface MenuEntry {
  /** Set if the entry can be the main one. */
  readonly kind?: MainAction['kind'];
  readonly to: string;
  readonly icon: IconName;
  readonly title: string;
  readonly about?: ReactNode;
}

function Entry({ to, icon, title, about, main = false }: MenuEntry & { readonly main?: boolean }) {
  const navigate = useNavigate();
  return (
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
  );
}

interface SendingAboutProps {
  readonly services: Services;
  readonly registered: boolean;
  readonly troubles: TroubledRecords;
}

function SendingAbout({ services, registered, troubles }: SendingAboutProps) {
  return sendingSentence(useSending(services.sender), { registered, online: useOnline(), troubles });
}
