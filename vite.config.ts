/** Builds the site into dist/ (page, worker, runtime, service worker), and serves it in development with the real headers. */
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { siteHeaders } from './src/node/site/headers.ts'
import { modelFolders } from './tools/model-folders/plugin.ts'
import { buildConstants, headersHash, resolve, worker } from './vite.browser.ts'

/** Development answers with the same headers as production; only style-src is wider, since Vite injects styles. */
const developmentHeaders: Record<string, string> = {
  ...siteHeaders,
  'Content-Security-Policy': siteHeaders['Content-Security-Policy'].replace(
    "style-src 'self'",
    "style-src 'self' 'unsafe-inline'",
  ),
}

export default defineConfig({
  // Relative, so that the built site works below any path of any host.
  base: './',
  resolve,
  plugins: [
    buildConstants,
    modelFolders(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'service-worker.ts',
      injectRegister: null,
      manifest: false,
      injectManifest: {
        // The engines' wasm belongs to the build. The service worker keeps onnxruntime-web's apart (ADR 10).
        maximumFileSizeToCacheInBytes: 20 * 1024 * 1024,
        globPatterns: ['**/*.{html,js,mjs,css,wasm,svg,webmanifest}', 'icons/*.png', 'pictures/*.{jpg,webp}'],
        globIgnores: ['models/**'],
        manifestTransforms: [
          (entries) => ({
            // A precached page keeps the headers it came with: new headers, new revision. Scripts get new names instead,
            // since a revision would make the install fetch them a second time, past the HTTP cache.
            manifest: entries.map((entry) =>
              entry.url.endsWith('.html') ? { ...entry, revision: `${entry.revision ?? ''}${headersHash}` } : entry,
            ),
            warnings: [],
          }),
        ],
      },
    }),
  ],
  worker,
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // <link rel=modulepreload> works everywhere that the page's features do.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { headers: developmentHeaders },
})
