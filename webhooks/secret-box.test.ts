import { expect, test } from 'vitest';
import { secretBox } from './secret-box.ts';
import { newSecret } from './sign.ts';

const secret = newSecret();
const box = secretBox('q83vEjRWeJCrze8SNFZ4kKvN');

test('a sealed secret is opened by its key alone, and seals differ', () => {
  const sealed = box.seal(secret);
  expect(sealed).toMatch(/^sealed:[A-Za-z0-9+/=]+$/);
  expect(sealed).not.toContain(secret.slice(6, 20));
  expect(box.seal(secret)).not.toBe(sealed);
  expect(box.open(sealed)).toBe(secret);
  for (const other of [secretBox('another key of that length'), secretBox(null)]) {
    expect(() => other.open(sealed)).toThrow(
      expect.objectContaining({ code: 'secret_unreadable' }),
    );
  }
});

test('a seal that was changed or cut is not opened', () => {
  const sealed = box.seal(secret);
  const changed = `${sealed.slice(0, -6)}${sealed.at(-6) === 'A' ? 'B' : 'A'}${sealed.slice(-5)}`;
  for (const broken of [changed, sealed.slice(0, 40), 'sealed:']) {
    expect(() => box.open(broken)).toThrow(expect.objectContaining({ code: 'secret_unreadable' }));
  }
});

test('without a key a secret is kept as it is, and read as well once there is a key', () => {
  const kept = secretBox(null).seal(secret);
  expect(kept).toBe(secret);
  expect(box.open(kept)).toBe(secret);
});
