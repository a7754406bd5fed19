import { accountsAdmin } from '../contexts/accounts/admin/index.js';
import { aspirantsAdmin } from '../contexts/aspirants/admin/index.js';
import { auxiliariesAdmin } from '../contexts/auxiliaries/admin/index.js';
import { controlDeskAdmin } from '../contexts/control-desk/admin/index.js';
import { intakeAdmin } from '../contexts/intake/admin/index.js';
import { processesAdmin } from '../contexts/processes/admin/index.js';
import { resultsAdmin } from '../contexts/results/admin/index.js';
import { auditAdmin } from './audit/index.js';
import { verificationAdmin } from '../contexts/verification/admin/index.js';
import type { Contribution } from './screen.js';

/** The screens of the back office, in the order of the navigation. */
export const CONTRIBUTIONS: readonly Contribution[] = [
  processesAdmin,
  aspirantsAdmin,
  auxiliariesAdmin,
  intakeAdmin,
  controlDeskAdmin,
  verificationAdmin,
  resultsAdmin,
  accountsAdmin,
  auditAdmin,
];
