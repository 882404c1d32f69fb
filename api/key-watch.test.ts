import { describe, expect, test } from 'vitest';
import { watchKeys } from './key-watch.ts';

describe('keys that are held', () => {
  test('are looked at together, each once, and those that are open no more are told so', async () => {
    const looks: string[][] = [];
    const watch = watchKeys(
      async (ids) => {
        looks.push([...ids]);
        return new Set(['b']);
      },
      { everyMs: 3_600_000 },
    );
    const [first, second, other] = ['a', 'a', 'b'].map((id) => watch.hold({ id }));
    const none = watch.hold(null);
    await watch.look();
    expect(looks).toEqual([['a', 'b']]);
    expect([first, second, other, none].map((held) => held?.signal.aborted)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('are looked at again and again, also after a look that failed, until they are let go', async () => {
    let looks = 0;
    const watch = watchKeys(
      async () => {
        looks += 1;
        if (looks === 1) throw new Error('the database is away');
        return new Set(looks < 3 ? ['a'] : []);
      },
      { everyMs: 1 },
    );
    const held = watch.hold({ id: 'a' });
    await expect.poll(() => held.signal.aborted, { timeout: 20_000 }).toBe(true);
    expect(looks).toBeGreaterThanOrEqual(3);
    held.letGo();
    const later = looks;
    await watch.look();
    expect(looks).toBe(later);
  });
});
