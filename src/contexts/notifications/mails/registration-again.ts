import { Injectable } from '@nestjs/common';
import { RegistrationMailRequested } from '../../auxiliaries/index.js';
import { Mail } from '../mail.js';
import { RegistrationMail } from './registration.js';

/** Sends the registration e-mail again. */
@Injectable()
@Mail({
  name: 'registration-again',
  on: RegistrationMailRequested,
  to: 'the auxiliary, unless discharged',
  when: 'the e-mail is requested again, or the address was corrected',
  why: '§6.5',
  template: 'registration',
})
export class RegistrationAgainMail extends RegistrationMail {}
