import { MidflightError } from '../core/errors.ts';

/** Runs a command of the terminal: what it gives is printed, and an error is one sentence and exit code 1. */
export async function runCommand(run: (args: string[]) => Promise<string | void>): Promise<void> {
  try {
    const text = await run(process.argv.slice(2));
    if (text !== undefined) process.stdout.write(`${text}\n`);
  } catch (error) {
    const text = error instanceof MidflightError ? `${error.message} ${error.recovery}` : error;
    process.stderr.write(`${String(text)}\n`);
    process.exitCode = 1;
  }
}
