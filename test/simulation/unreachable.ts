/** Words of the closed lists that no simulated protocol has a use for, with the reason. */
export const unreachable: ReadonlyMap<string, string> = new Map([
  ['policy_hold', 'no simulated protocol holds anything back'],
  ['awaiting_user_action', 'no simulated protocol waits for its user'],
  ['relay_included', 'no simulated protocol has a relay'],
  ['relay_orphaned', 'no simulated protocol has a relay'],
]);
