import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import '@fontsource-variable/atkinson-hyperlegible-mono/wght.css';
import '@ionic/react/css/core.css';
import './app.css';
import './landscape.css';
import '../../views/assets/print.css';
import './print.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setupIonicReact } from '@ionic/react';
import { App } from './App.js';
import { packageFault } from './package-settings.js';
import { packagePlatform } from './platform.js';
import { WrongPackage } from './screens/WrongPackage.js';
import { registerServiceWorker } from './update.js';

setupIonicReact({ mode: 'md', animated: false });
/** A package that was built without its server address or root key does not start. */
const isWrongPackage = packagePlatform() !== undefined && packageFault(import.meta.env) !== undefined;
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(<StrictMode>{isWrongPackage ? <WrongPackage /> : <App />}</StrictMode>);
}
registerServiceWorker();
