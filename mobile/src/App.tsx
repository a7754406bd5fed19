import { Suspense } from 'react';
import { IonApp } from '@ionic/react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router-dom';
import { Failsafe } from './components/Failsafe.js';
import { late } from './late.js';
import { Home } from './screens/Home.js';
import { Loading } from './screens/Loading.js';

const Registration = late(() => import('./screens/registration/Registration.js'));
const CaptureFlow = late(() => import('./screens/capture/CaptureFlow.js'));
const Sending = late(() => import('./screens/sending/Sending.js'));
const PrivacyNotice = late(() => import('./screens/PrivacyNotice.js'));

/**
 * The menu is the first thing loaded; everything else comes when it is chosen. Each step has an address, so that the
 * phone's own back button goes one step back; what a step knows lives in memory above them. A screen that is left is
 * gone with its camera: hence plain routes, not a stack of kept pages.
 */
export function App() {
  return (
    <IonApp>
      <Failsafe>
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
      </Failsafe>
    </IonApp>
  );
}
