-- States who reads the roll: migration 202611240060 names verification alone, but auxiliaries have checked the padrón since (§6.4).
comment on schema roll is
  'The electoral roll in plaintext, on a volume that the operator encrypts. Read only for verification and for the padrón check of auxiliaries, through the context electoral-roll.';
