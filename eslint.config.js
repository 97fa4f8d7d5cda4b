import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Who may import whom, and nothing else: docs/architecture.md draws it. */
const layers = {
  tensor: [],
  config: [],
  data: ['config'],
  models: ['tensor', 'config'],
  training: ['tensor', 'config'],
  cli: ['tensor', 'config', 'data', 'models', 'training'],
};

const boundaries = Object.entries(layers).map(([layer, allowed]) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: allowed.map((name) => `layer:${name}`),
}));

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/node_modules/',
    '**/outputs/',
    '.nx/',
    'packages/tensor/src/generated/',
    'packages/cli/configs/',
    // AssemblyScript: its own language with TypeScript's syntax, checked by its own compiler.
    '**/*.wasm.ts',
  ]),
  js.configs.recommended,
  { rules: { 'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }] } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.ts', 'packages/*/test/**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          depConstraints: boundaries,
          allowCircularSelfDependency: true,
          // craft-cli's commands load what they need when they run, and inside that they import it plainly.
          checkDynamicDependenciesExceptions: ['@craft/*'],
          enforceBuildableLibDependency: false,
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: globals.nodeBuiltin },
  },
);
