/**
 * True of a channel by which an application asks what another chain holds: it stands where an endpoint id stands. The answer is
 * verified and delivered where it was asked for, under the guid of the question, and names the channel as its origin. Source:
 * LayerZero-v2 `ReadLib1002.sol`; devtools `OAppRead.sol` for where they begin.
 */
export const isReadChannel = (eid: number): boolean => eid > READ_CHANNEL_EID_THRESHOLD;

const READ_CHANNEL_EID_THRESHOLD = 4_294_965_694;
