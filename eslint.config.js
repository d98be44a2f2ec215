import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

/** Electron is one of two hosts: only its own folder, its entry and the preload script know it. */
const knowsElectron = ['src/main/hosts/electron/**', 'src/main/index.ts', 'src/preload/index.ts'];

export default defineConfig(
  globalIgnores(['out/', 'dist/', 'coverage/', 'test/layers/fixture/']),
  {
    files: ['**/*.{ts,js,mjs,svelte}'],
    extends: [typescript.configs.strictTypeChecked, comments.recommended],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.mjs'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      '@eslint-community/eslint-comments/no-unlimited-disable': 'error',
      '@eslint-community/eslint-comments/disable-enable-pair': ['error', { allowWholeFile: true }],
      '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      // Numbers in a message are fine; objects are not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // What another task changes during an await looks unchanged to this rule (`signal.aborted`, `#stopped`).
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Code points are what names are measured and cut in.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Records keyed by names of ours; keys from outside are kept in a Map.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // `() => stop()` in a listener says what it does; braces around it would not say more.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // A port promises; an adapter that has its answer at once still fulfils the promise.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/unified-signatures': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'electron', message: 'Only the Electron host knows Electron.' }] },
      ],
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: knowsElectron,
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['src/renderer/**/*.{ts,svelte}', 'src/preload/*.ts', 'test/unit/renderer/**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: false, project: './tsconfig.web.json' },
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      // State holds whole Maps that are replaced, not changed ($state.raw).
      'svelte/prefer-svelte-reactivity': 'off',
      // `void value;` in an effect names what it depends on.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      'max-lines': ['error', { max: 250 }],
      // Runes: `let { name } = $props()` is the form the compiler asks for.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$bindable'] }],
      // What one component hands to another has no type here (an imported .svelte file is opaque to this parser);
      // svelte-check, which knows it, checks these files strictly.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
    },
  },
  {
    // Assertions on what a test has just made.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    // A cast in a JSDoc comment is invisible to these rules; tsc checks these files (checkJs, strict).
    files: ['**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Configuration read by tools, in plain JavaScript.
    files: ['eslint.config.js', '.dependency-cruiser.mjs'],
    extends: [typescript.configs.disableTypeChecked],
  },
);
