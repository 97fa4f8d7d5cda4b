import assert from 'node:assert/strict';
import { parseDuration } from '@craft/config';

assert.deepEqual(parseDuration('5e6token'), { value: 5e6, unit: 'token' });
