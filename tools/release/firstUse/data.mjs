import assert from 'node:assert/strict';
import { dataComponents, tokenizerComponents } from '@craft/data';

assert.ok(dataComponents.some(({ name }) => name === 'tales'));
assert.ok(tokenizerComponents.some(({ name }) => name === 'character'));
