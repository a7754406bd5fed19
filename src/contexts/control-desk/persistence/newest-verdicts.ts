/** The verdict in force of each support: the latest, as verification applies them. */
export const NEWEST_VERDICTS = (condition: string): string =>
  `select distinct on (support_id) support_id, verdict, sub_reason from control_desk.verdict where ${condition}
   order by support_id, given_at desc, id desc`;
