import { unchecked, type Page } from '../../../admin/screen.js';
import { ListSecondFactorRules, SetSecondFactorRule } from '../index.js';

/** The page that shows and sets which roles require a second factor. */
export const secondFactorPage: Page = {
  name: 'reglas-de-segundo-factor',
  label: 'Reglas de segundo factor',
  permission: 'accounts.manage',
  component: 'accounts/second-factor-rules',
  load: async (official) => ({ rules: await official.ask(new ListSecondFactorRules({})) }),
  post: async (official, { role, mandatory }) => {
    await official.run(new SetSecondFactorRule(unchecked({ role, mandatory })));
    return {};
  },
};
