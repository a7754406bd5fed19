import { Suspense } from 'react';
import { IonApp } from '@ionic/react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router-dom';
import { ErrorBoundary } from './components/ErrorBoundary.js';
import { lazyScreen } from './lazy-screen.js';
import { Home } from './screens/Home.js';
import { Loading } from './screens/Loading.js';

const Registration = lazyScreen(() => import('./screens/registration/Registration.js'));
const CaptureFlow = lazyScreen(() => import('./screens/capture/CaptureFlow.js'));
const Sending = lazyScreen(() => import('./screens/sending/Sending.js'));
const PrivacyNotice = lazyScreen(() => import('./screens/PrivacyNotice.js'));

/**
 * Only the menu is loaded at first; other screens are loaded when they are opened. Each step has its own address, so
 * that the phone's back button goes back one step; the parent screen keeps the state of all steps in memory. Plain
 * routes, not Ionic's page stack: leaving a screen unmounts it and stops its camera.
 */
export function App() {
  return (
    <IonApp>
      <ErrorBoundary>
        <BrowserRouter basename={import.meta.env.BASE_URL}>
          <Suspense fallback={<Loading />}>
            <Routes>
              <Route path="/" element={<Home />} />
              <Route path="/registro/*" element={<Registration />} />
              <Route path="/captura/*" element={<CaptureFlow />} />
              <Route path="/envios" element={<Sending />} />
              <Route path="/aviso" element={<PrivacyNotice />} />
              <Route path="*" element={<Navigate to="/" replace />} />
            </Routes>
          </Suspense>
        </BrowserRouter>
      </ErrorBoundary>
    </IonApp>
  );
}
