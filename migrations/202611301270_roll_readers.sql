-- States in the database who reads the roll: verification and the padrón check of auxiliaries (§6.4).
comment on schema roll is
  'The electoral roll in plaintext, on a volume that the operator encrypts. Read only for verification and for the padrón check of auxiliaries, through the context electoral-roll.';
