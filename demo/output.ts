import { plainSummary, plainTransition } from './plain.ts';
import { openScreen } from './screen.ts';
import type { Screen } from './screen.ts';
import type { Operation } from './client.ts';
import type { Seen, View } from './watch.ts';

const summaryEveryMs = 10_000;
const sameErrorEveryMs = 30_000;

/** Where the demo speaks: a live screen in a terminal, plain lines in a pipe. */
export interface Output {
  /** A step of the start. */
  readonly say: (line: string) => void;
  /** Something that was done to the chains or happened to the product while all runs. */
  readonly notice: (sentence: string) => void;
  readonly onError: (error: unknown) => void;
  open(): void;
  show(view: View, news: readonly Seen[]): void;
  close(): void;
  /** From here on nothing is an error: everything is being stopped. */
  mute(): void;
}

export function createOutput(parts: {
  api: string;
  seed: number;
  elapsedMs: () => number;
}): Output {
  const { api, seed, elapsedMs } = parts;
  const title = `Midflight demo, seed ${seed}`;
  let screen: Screen | undefined;
  let isMuted = false;
  let hasCommands = false;
  let summarizedAt = -Infinity;
  let lastNotice = 'The first reorg comes in half a minute.';
  const errorsAt = new Map<string, number>();
  // Chosen once: what is on the screen to be copied must not change under the hand that copies it.
  let example: Operation | undefined;
  const commands = (view: View) => {
    example ??= view.latest.find(({ operation }) => operation.origin?.transaction)?.operation;
    return commandsFor(api, example);
  };

  const notice = (sentence: string) => {
    lastNotice = sentence;
    if (screen === undefined && !isMuted) console.log(sentence);
  };

  const showPlain = (view: View, news: readonly Seen[]) => {
    if (!hasCommands && view.latest.length > 0) {
      hasCommands = true;
      for (const line of ['Try:', ...commands(view)]) console.log(line);
    }
    for (const seen of news) console.log(plainTransition(seen));
    if (elapsedMs() - summarizedAt < summaryEveryMs) return;
    summarizedAt = elapsedMs();
    console.log(plainSummary(view, Date.now()));
  };

  return {
    say: (line) => console.log(line),
    notice,
    onError(error) {
      const sentence = sentenceOf(error);
      const isNews = elapsedMs() - (errorsAt.get(sentence) ?? -Infinity) > sameErrorEveryMs;
      if (isMuted || !isNews) return;
      if (errorsAt.size > 100) errorsAt.clear();
      errorsAt.set(sentence, elapsedMs());
      notice(`Trouble, tried again soon: ${sentence}`);
    },
    open() {
      console.log(`API ${api}, its pages ${api}/docs`);
      if (process.stdout.isTTY) screen = openScreen(process.stdout);
    },
    show(view, news) {
      if (isMuted) return;
      if (screen === undefined) return showPlain(view, news);
      screen.draw({
        view,
        title,
        elapsedMs: elapsedMs(),
        now: Date.now(),
        api,
        notice: lastNotice,
        commands: commands(view),
      });
    },
    close() {
      screen?.close();
      screen = undefined;
    },
    mute() {
      isMuted = true;
    },
  };
}

/** Three questions to ask the API, about one operation. */
function commandsFor(api: string, operation: Operation | undefined): string[] {
  // A shell and a URL both have their own idea of `#`; a colon harms neither.
  const id = operation ? encodeURIComponent(operation.id).replaceAll('%3A', ':') : '<id>';
  const transaction = operation?.origin?.transaction ?? '<hash of a transaction>';
  return [
    `curl -s '${api}/v1/operations?status=confirmed&limit=3'`,
    `curl -s '${api}/v1/operations/${id}/history'`,
    `curl -s '${api}/v1/lookup?tx=${transaction}'`,
  ];
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { shortMessage, details } = error as Error & { shortMessage?: string; details?: string };
  const [first = ''] = (shortMessage ?? error.message).split('\n');
  return details === undefined ? first : `${first} ${details}`;
}
