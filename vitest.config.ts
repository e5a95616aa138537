import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: {
      'kindling/numpy': new URL('./src/numpy/index.ts', import.meta.url).pathname,
      'kindling/lab': new URL('./src/lab/index.ts', import.meta.url).pathname,
      kindling: new URL('./src/index.ts', import.meta.url).pathname,
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['test/repeatable.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
})
