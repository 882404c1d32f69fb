import type { Context } from 'hono';

/** Answers this, and nothing of what was to be answered: what is merely set is merged with what was there. */
export function replaceAnswer(context: Context, answer: Response): void {
  context.res = undefined;
  context.res = answer;
}
