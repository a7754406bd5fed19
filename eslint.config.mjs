import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'mobile/dist/',
      'mobile/android/',
      'mobile/ios/',
      '.cache/',
      'test/fixtures/template-context/',
      '.data/',
      '**/*.mjs',
      '**/*.cjs',
      '**/*.js',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Nest modules are classes with only a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Numbers in template literals are intended.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // A command without a result returns void.
      '@typescript-eslint/no-invalid-void-type': ['error', { allowInGenericTypeArguments: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `const [row] = await sql<Row>()` declares the type of external data.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // The browser code of the back office has its own tsconfig.
    files: ['src/**/*.tsx', 'src/admin/{ui,pages}/**/*.ts', 'src/contexts/*/admin/parts/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.admin.json' } },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/kernel/clock/**', '**/*.spec.ts', '**/*.int-spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Use the Clock.',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Use the Clock.' },
      ],
    },
  },
);
