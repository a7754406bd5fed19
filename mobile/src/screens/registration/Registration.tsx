import { Fragment, useEffect, useReducer, type ReactNode } from 'react';
import { Navigate, useLocation, useNavigate } from 'react-router-dom';
import { forgetIds, rememberIdsOfLink } from '../../enrolment/known-ids.js';
import { holdVersion } from '../../update.js';
import { ChooseAccount } from './ChooseAccount.js';
import { OtherDevices } from './OtherDevices.js';
import { Registered } from './Registered.js';
import {
  redirectFrom,
  registrationReducer,
  screenAfter,
  STEP_COUNT,
  stepNumber,
  type RegistrationStep,
} from './registration-draft.js';
import { isRegistrationStep, REGISTRATION_SCREENS } from './registration-screens.js';

/** Registro de Auxiliar, from the account to the local password (§7.2–7.4). */
export default function Registration() {
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
  const redirect = redirectFrom(here, draft);
  if (redirect !== undefined) return <Navigate to={redirect} replace />;

  const goTo = (screen: string): void => {
    navigate(`/registro/${screen}`);
  };
  const onBack = (): void => {
    navigate(-1);
  };
  const stepScreen = (step: RegistrationStep): ReactNode =>
    REGISTRATION_SCREENS[step]({
      draft,
      frame: { step: { number: stepNumber(step), of: STEP_COUNT }, onBack },
      onAnswer: (change, otherDevices) => {
        dispatch({ type: 'answer', change });
        goTo(screenAfter(step, otherDevices));
      },
      onAccepted: (device) => {
        dispatch({ type: 'accept', device });
        navigate('/registro/contrasena', { replace: true });
      },
      onFinished: () => {
        forgetIds();
        dispatch({ type: 'finish' });
        navigate('/registro/listo', { replace: true });
      },
    });
  return (
    <>
      {here === '' && (
        <ChooseAccount
          onSignedIn={(ticket) => {
            dispatch({ type: 'sign-in', ticket });
            navigate('/registro/datos', { replace: true });
          }}
        />
      )}
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
      {here === 'listo' && <Registered />}
    </>
  );
}
