import assert from 'node:assert/strict';
import { modelComponents } from '@craft/models';

assert.ok(modelComponents.some(({ name }) => name === 'gpt'));
