import { Fragment, useEffect, useReducer, type ReactNode } from 'react';
import { Navigate, useLocation, useNavigate } from 'react-router-dom';
import { idsFromFragment } from '#electoral/wire';
import { forgetIds, rememberIds } from '../../enrolment/known-ids.js';
import { forgetTicket } from '../../enrolment/sign-in.js';
import { findUnsentEnrolment } from '../../enrolment/unsent-enrolment.js';
import type { SignInTicket } from '../../server/api.js';
import { holdVersion } from '../../update.js';
import { useServices } from '../../use-services.js';
import { ChooseAccount } from './ChooseAccount.js';
import { OtherDevices } from './OtherDevices.js';
import { Registered } from './Registered.js';
import {
  isRegistrationStep,
  redirectFrom,
  registrationReducer,
  screenAfter,
  STEP_COUNT,
  stepNumber,
  type RegistrationStep,
} from './registration-draft.js';
import { REGISTRATION_SCREENS } from './registration-screens.js';
import { useRegistrationNote } from './use-registration-note.js';

/** Registro de Auxiliar, from the account to the local password (§7.2–7.4). */
export default function Registration() {
  const { vault } = useServices();
  const navigate = useNavigate();
  const { pathname, search, hash } = useLocation();
  const [draft, dispatch] = useReducer(registrationReducer, {});
  useEffect(holdVersion, []);
  // Before the first screen reads the ids. They are removed from the address, so that a reload does not restore them.
  const isLink = hash !== '' && rememberIdsOfLink(hash);
  useEffect(() => {
    if (isLink) navigate(`${pathname}${search}`, { replace: true });
  }, [isLink, navigate, pathname, search]);
  const here = pathname.split('/')[2] ?? '';
  useRegistrationNote(draft, here);
  const redirect = redirectFrom(here, draft);
  if (redirect !== undefined) return <Navigate to={redirect} replace />;

  const goTo = (screen: string): void => {
    navigate(`/registro/${screen}`);
  };
  const onBack = (): void => {
    navigate(-1);
  };
  const onSignedIn = async (ticket: SignInTicket): Promise<void> => {
    const unsent = await findUnsentEnrolment(vault);
    dispatch({ type: 'sign-in', ticket, unsent });
    navigate(unsent ? '/registro/envio' : '/registro/datos', { replace: true });
  };
  const onEnrolled = async (device: string): Promise<void> => {
    const stored = (await vault.enrolments()).find(({ deviceId }) => deviceId === device);
    forgetIds();
    forgetTicket();
    dispatch({ type: 'finish', review: stored?.review });
    navigate('/registro/listo', { replace: true });
  };
  const stepScreen = (step: RegistrationStep): ReactNode =>
    REGISTRATION_SCREENS[step]({
      draft,
      frame: { step: { number: stepNumber(step), of: STEP_COUNT }, onBack },
      onAnswer: (change, otherDevices) => {
        if (change.ids) rememberIds(change.ids, 'typed');
        dispatch({ type: 'answer', change });
        goTo(screenAfter(step, otherDevices));
      },
      onSealed: (unsent) => {
        dispatch({ type: 'answer', change: { unsent } });
      },
      onEnrolled: (deviceId) => void onEnrolled(deviceId),
      onOtherAccount: () => {
        forgetTicket();
        navigate('/registro', { replace: true });
      },
    });
  return (
    <>
      {here === '' && <ChooseAccount onSignedIn={(ticket) => void onSignedIn(ticket)} />}
      {here === 'otro-telefono' && draft.enrolment && (
        <OtherDevices
          devices={draft.enrolment.devices}
          onBack={onBack}
          onContinue={() => {
            goTo('obligaciones');
          }}
        />
      )}
      {isRegistrationStep(here) && <Fragment key={here}>{stepScreen(here)}</Fragment>}
      {here === 'listo' && <Registered review={draft.finished?.review} />}
    </>
  );
}

/** @returns whether the fragment has ids; they are then remembered and should leave the address bar. */
function rememberIdsOfLink(fragment: string): boolean {
  const ids = idsFromFragment(fragment);
  if (ids) rememberIds(ids, 'link');
  return ids !== undefined;
}
