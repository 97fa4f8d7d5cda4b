import assert from 'node:assert/strict';
import { optimizerComponents, scheduleComponents } from '@craft/training';

assert.ok(optimizerComponents.some(({ name }) => name === 'adamw'));
assert.ok(scheduleComponents.some(({ name }) => name === 'cosine'));
