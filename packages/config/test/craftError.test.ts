import { expect, test } from 'vitest';
import { ConfigError } from '../src/configError.ts';
import { CraftError, isCraftError } from '../src/craftError.ts';

test('carries code, hint and cause', () => {
  const cause = new Error('disk');
  const error = new CraftError('what: expected a but received b', {
    code: 'some.code',
    hint: 'Do c.',
    cause,
  });
  expect(error).toMatchObject({ name: 'CraftError', code: 'some.code', hint: 'Do c.', cause });
  expect(String(error)).toBe('CraftError: what: expected a but received b');
});

test('is recognised by name and code, whatever its class', () => {
  class OtherCraftError extends Error {
    override name = 'CraftError';
    code = 'tensor.shape';
  }
  expect(isCraftError(new CraftError('x', { code: 'y' }))).toBe(true);
  expect(isCraftError(new ConfigError([]))).toBe(true);
  expect(isCraftError(new OtherCraftError('x'))).toBe(true);
  expect(isCraftError(new Error('x'))).toBe(false);
  expect(isCraftError(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe(false);
  expect(isCraftError({ name: 'CraftError', code: 'x' })).toBe(false);
});
