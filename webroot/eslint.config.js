import eslint from '@eslint/js';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['.angular/**', 'coverage/**', 'test-results/**', 'node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strict,
      tseslint.configs.stylistic,
      angular.configs.tsRecommended,
    ],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'dt', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: 'dt', style: 'camelCase' }],
      '@typescript-eslint/no-explicit-any': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      // What people write is text. Trusted Types stop the rest at run time, this already here.
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc', 'writeln'].map((property) => ({ property })),
        { object: 'document', property: 'write' },
        ...['Html', 'Script', 'Style', 'Url', 'ResourceUrl']
          .map((kind) => `bypassSecurityTrust${kind}`)
          .map((property) => ({ property })),
      ],
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    // The protocol core becomes a package of its own: nothing of the framework or the app may leak into it.
    files: ['src/app/shared/realtime/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['@angular/*', 'rxjs*', '../*'] }],
    },
  },
  {
    files: ['src/app/shared/realtime/tabs/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['@angular/*', 'rxjs*', '../../*'] }],
    },
  },
  {
    files: ['**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'BoundAttribute[name=/^(innerHTML|outerHTML|srcdoc)$/]',
          message: 'What people write is text, never markup.',
        },
      ],
    },
  },
);
