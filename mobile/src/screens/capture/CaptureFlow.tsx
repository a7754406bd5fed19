import { useEffect, useReducer, type ReactNode } from 'react';
import { Navigate, useLocation, useNavigate } from 'react-router-dom';
import { credentialType } from '#electoral/identifiers';
import type { AssistanceFacts, Capture } from '../../capture/capture.js';
import { useLeaveGuard } from '../../capture/use-leave-guard.js';
import { useWakeLock } from '../../capture/use-wake-lock.js';
import { currentStatus } from '../../lease/current-status.js';
import { checkCapturePermission } from '../../lease/unlock.js';
import { useIdleLock } from '../../lease/use-idle-lock.js';
import { hasSpaceForRecord } from '../../storage/storage-status.js';
import { holdVersion } from '../../update.js';
import { useServices } from '../../use-services.js';
import { Note } from '../../components/Note.js';
import { StepControl, StepNotice } from '../../components/Screen.js';
import { PracticeMark } from '../PracticeMark.js';
import { captureReducer, INITIAL_STATE, isStarted, redirectFrom, stepAfterAssistance } from './capture-state.js';
import { IdleWarning } from './IdleWarning.js';
import { LeaveCapture } from './LeaveCapture.js';
import type { OpenSession } from './open-session.js';
import { Refuse } from './Refuse.js';
import { ShowAspirant } from './ShowAspirant.js';
import { ShowFolio } from './ShowFolio.js';
import { STEP_SCREENS } from './step-screens.js';
import { isStep, STEP_COUNT, stepAfter, stepNumber, type Step } from './steps.js';
import { Unlock } from './Unlock.js';
import { useCaptureNote } from './use-capture-note.js';
import { useRefusal } from './use-refusal.js';

/**
 * Captura de Datos, from the password to the folio (§8.1–8.11). The capture exists in the memory of this component
 * only.
 */
export default function CaptureFlow() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const services = useServices();
  const [state, dispatch] = useReducer(captureReducer, INITIAL_STATE);
  const { session } = state;
  useEffect(holdVersion, []);
  // Going back while a support is being sealed must not show a step that could seal it twice.
  const here = state.isStoring ? 'correo' : (pathname.split('/')[2] ?? '');
  const started = isStarted(state);
  useLeaveGuard(started);
  useCaptureNote(services, state, here);
  useWakeLock(session !== undefined && here !== '');
  const refusal = useRefusal(services, session?.enrolment.deviceId);
  const idle = useIdleLock(services.clock, session !== undefined, started, () => {
    dispatch({ type: 'lock' });
  });

  const goTo = (step: Step | undefined): void => {
    if (step !== undefined) navigate(`/captura/${step}`);
  };
  const visit = (step: Step | undefined): void => {
    if (step === undefined) return;
    dispatch({ type: 'visit', step });
    goTo(step);
  };
  const restart = (): void => {
    dispatch({ type: 'discard' });
    navigate('/captura/aspirante', { replace: true });
  };
  /** Adds every visited step to the browser history again, so that going back leads through them as before. */
  const resume = (): void => {
    const [first, ...rest] = state.visited.length === 0 ? (['aviso', 'tipo'] as const) : state.visited;
    navigate(`/captura/${first}`, { replace: true });
    rest.forEach(goTo);
  };

  const redirect = redirectFrom(here, state);
  if (redirect) return <Navigate to={redirect.to} replace={redirect.push !== true} />;
  if (!session) {
    return (
      <Unlock
        onOpen={(opened) => {
          dispatch({ type: 'unlock', session: opened });
          navigate('/captura/aspirante', { replace: true });
        }}
      />
    );
  }

  const stepScreen = (step: Step, open: OpenSession): ReactNode =>
    STEP_SCREENS[step]({
      state,
      session: open,
      frame: {
        step: { number: stepNumber(step), of: STEP_COUNT },
        onBack: () => {
          navigate(-1);
        },
      },
      onAnswer: (change: Partial<Capture>) => {
        dispatch({ type: 'answer', step, change });
        goTo(stepAfter(step));
      },
      onContinue: () => {
        visit(stepAfter(step));
      },
      onAssist: () => {
        visit('asistida');
      },
      onAssistance: (facts: AssistanceFacts) => {
        dispatch({ type: 'assist', facts });
        goTo(stepAfterAssistance(facts));
      },
      onEmail: (citizenEmail) => {
        dispatch({ type: 'edit-email', citizenEmail });
      },
      onBusy: (isStoring) => {
        dispatch({ type: 'set-storing', isStoring });
      },
      onStored: (support) => {
        const { credentialType: key, fieldsRead, fieldsTyped } = state.capture;
        const type = key && credentialType(key);
        if (type) void open.seen.add(type, { ...fieldsRead, ...fieldsTyped });
        dispatch({ type: 'store', support });
        void services.sender.run(false);
        navigate('/captura/folio', { replace: true });
      },
      onDiscard: restart,
    });
  return (
    <>
      {session.lease.practice && <PracticeMark />}
      {idle.state.kind === 'warning' && <IdleWarning secondsLeft={idle.state.secondsLeft} onStay={idle.stay} />}
      {here === 'aspirante' && (
        <ShowAspirant
          lease={session.lease}
          isDiscarded={state.isDiscarded}
          readStatus={() => currentStatus(services, session.enrolment)}
          onLeave={() => {
            navigate('/');
          }}
          checkPermission={() => checkCapturePermission(services, session.enrolment.deviceId, session.key)}
          checkSpace={() => hasSpaceForRecord(services.vault)}
          onStart={({ enrolment }) => {
            void services.clock.now().then((now) => {
              dispatch({ type: 'start', enrolment, at: now?.at.toISOString() });
              goTo('aviso');
            });
          }}
        />
      )}
      {here === 'salir' && <LeaveCapture onStay={resume} onDiscard={restart} />}
      {isStep(here) && (
        <StepControl key={here} value={!state.isStoring && <Refuse onRefuse={restart} />}>
          <StepNotice value={refusal !== undefined && <RefusedMeanwhile reason={refusal} />}>
            {stepScreen(here, session)}
          </StepNotice>
        </StepControl>
      )}
      {here === 'folio' && state.stored && <ShowFolio support={state.stored} onContinue={restart} />}
    </>
  );
}

/** The registration was refused during a capture; whether the support counts is then for the OPL to decide. */
function RefusedMeanwhile({ reason }: { readonly reason: string }) {
  return (
    <Note kind="bad" live>
      {reason} Avise a la persona: si termina este apoyo, el OPL decidirá si cuenta. Para no guardarlo, toque arriba «La
      persona no desea continuar».
    </Note>
  );
}
