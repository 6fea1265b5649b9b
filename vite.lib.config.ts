/**
 * Builds the package for other people's pages into dist-lib/: two entries under plain names, and beside them, under hashed ones,
 * the worker and what it loads. Everything is bundled, so that it needs no other package.
 */
import { defineConfig } from 'vite'
import { assetFileNames, buildConstants, resolve, worker } from './vite.browser.ts'

const WORKER = /^assets\/main-[^/]*\.js$/

export default defineConfig({
  base: './',
  publicDir: false,
  resolve,
  plugins: [buildConstants],
  worker,
  experimental: {
    // A page may serve the folder anywhere (`assetsUrl`), and a bundler may move the entries away from it: the worker's name is
    // kept as a plain text. What the worker loads is found from the worker's own address, as everywhere.
    renderBuiltUrl: (file) => (WORKER.test(file) ? { runtime: JSON.stringify(file) } : { relative: true }),
  },
  build: {
    outDir: 'dist-lib',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { whatsit: 'src/element/whatsit.ts', element: 'src/element/element.ts' },
      preserveEntrySignatures: 'strict',
      // Chunks lie beside the entries, so that the folder of any of them is the package's.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', assetFileNames },
    },
  },
})
