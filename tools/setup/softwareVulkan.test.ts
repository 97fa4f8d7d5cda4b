import { expect, test } from 'vitest';
import { addToDebianSources, addToSourcesList } from './softwareVulkan.mjs';

const suite = 'bookworm-backports';

const deb822 = `Types: deb
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: bookworm-security
Components: main
`;

test('the backports go on the line of the release itself, from its mirror', () => {
  const changed = addToDebianSources(deb822, suite);
  expect(changed).toBe(
    deb822.replace('bookworm bookworm-updates', 'bookworm bookworm-backports bookworm-updates'),
  );
});

test('adding them twice changes nothing', () => {
  const once = addToDebianSources(deb822, suite) ?? '';
  expect(addToDebianSources(once, suite)).toBe(once);
});

test('a file without the release is left alone', () => {
  expect(
    addToDebianSources(deb822.replace(/^Suites: bookworm bookworm-updates\n/m, ''), suite),
  ).toBeUndefined();
});

test('a classic sources.list gets a line of its own, with the same options and mirror', () => {
  const text = `# mirrors
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian bookworm main contrib
deb http://mirror.example/debian-security bookworm-security main
`;
  expect(addToSourcesList(text, suite)).toBe(
    `${text}deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian bookworm-backports main contrib\n`,
  );
});
