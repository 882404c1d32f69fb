/** A leg that is in the chain, as far as a reporter needs it. */
export interface ReportedLeg {
  step: string;
  /** As the chain writes it. */
  transaction: string;
  /** Its exact links. */
  links: readonly string[];
}

/** What a service may be asked about. */
export interface Subject {
  /** The link that legs of its operation carry: `sodax:23:174`. */
  key: string;
  /** By what the service finds it: a transaction, say. If that changes, what was said before was about something else. */
  asked: string;
}

/** One question by HTTP. `path` comes after the URL of the service; a body makes it a POST. */
export interface ServiceRequest {
  path: string;
  body?: Record<string, unknown>;
}

/** An answer with the status 200 or 404. Whole numbers are bigints, however large. */
export interface ServiceAnswer {
  status: 200 | 404;
  body: unknown;
}

/** What a service says of a subject. */
export interface Said<State extends string = string> {
  state: State;
  /** The transaction that it names for it: of the delivery, of the fill. */
  transaction: string | null;
  details: Record<string, string>;
}

/** One state that a service may say, in our words. */
export interface ReportedState {
  /** One sentence. */
  meaning: string;
  /** Nothing follows it: the service need not be asked again. */
  isOver?: true;
  /** It holds the operation back. */
  isHold?: true;
  /** It knows nothing: what it said before stands, since a service may forget. */
  isSilence?: true;
}

/**
 * How to ask one off-chain service of a protocol, and how to read what it says. It only words and reads: who asks, how
 * often and over which wire is the job's affair. What a service says stands beside an operation and never changes it.
 */
export interface Reporter<State extends string = string> {
  /** Unique, in kebab-case. */
  name: string;
  protocol: string;
  /** Where the public service is; without a slash at the end. */
  url: string;
  /** Every state that it may say: a closed list. */
  states: Readonly<Record<State, ReportedState>>;
  /** What of an operation's legs it can be asked about; each key once. */
  subjectsOf: (legs: readonly ReportedLeg[]) => Subject[];
  requestOf: (subject: Subject) => ServiceRequest;
  /**
   * What the answer says of the subject; null if it says nothing.
   *
   * @throws ZodError naming the field that is malformed
   */
  read: (answer: ServiceAnswer, subject: Subject) => Said<State> | null;
}

/** Checks a reporter's types, and keeps its states from widening. */
export function defineReporter<State extends string>(reporter: Reporter<State>): Reporter<State> {
  return reporter;
}
