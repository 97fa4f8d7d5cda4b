import { expect, test } from 'vitest';
import { philox } from '../../src/random/philox.ts';

// Known answers of Random123 (tests/kat_vectors, philox4x32 with 10 rounds).
test.each([
  {
    counter: [0, 0, 0, 0] as const,
    key: [0, 0] as const,
    expected: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff] as const,
    key: [0xffffffff, 0xffffffff] as const,
    expected: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const,
    key: [0xa4093822, 0x299f31d0] as const,
    expected: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
])('philox gives the published words for counter $counter', ({ counter, key, expected }) => {
  expect(philox([...counter], key)).toEqual(expected);
});
