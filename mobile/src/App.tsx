import { lazy, Suspense } from 'react';
import { IonApp } from '@ionic/react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router-dom';
import { Home } from './screens/Home.js';
import { Loading } from './screens/Loading.js';

const Registration = lazy(() => import('./screens/registration/Registration.js'));
const CaptureFlow = lazy(() => import('./screens/capture/CaptureFlow.js'));
const Sending = lazy(() => import('./screens/Sending.js'));
const PrivacyNotice = lazy(() => import('./screens/PrivacyNotice.js'));

/**
 * The menu is the first thing loaded; everything else comes when it is chosen. Each step has an address, so that the
 * phone's own back button goes one step back; what a step knows lives in memory above them. A screen that is left is
 * gone with its camera: hence plain routes, not a stack of kept pages.
 */
export function App() {
  return (
    <IonApp>
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
    </IonApp>
  );
}
