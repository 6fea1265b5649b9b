/**
 * Bundles our TypeScript for Node (20.19 and later run none) into dist-node/, with the packages that it uses: two stay
 * outside, since they are binaries. onnxruntime-web's own two files come beside it, so that nothing needs its 139 MB package.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { bundledLicences } from './tools/bundled-licences.ts'

const root = import.meta.dirname
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const RUNTIME = join(root, 'node_modules', 'onnxruntime-web', 'dist')

const runtimeFiles: Plugin = {
  name: 'whatsit-runtime-files',
  generateBundle() {
    for (const name of ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']) {
      this.emitFile({ type: 'asset', fileName: `ort/${name}`, source: readFileSync(join(RUNTIME, name)) })
    }
  },
}

export default defineConfig({
  publicDir: false,
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [runtimeFiles, bundledLicences('LICENSES.txt')],
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'node', 'development|production'] },
  ssr: {
    noExternal: true,
    external: ['sharp', 'onnxruntime-node'],
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'node', 'development|production'] },
  },
  build: {
    ssr: true,
    outDir: 'dist-node',
    target: 'node20',
    minify: false,
    sourcemap: true,
    rollupOptions: {
      // For the bundler to leave alone where it is not installed.
      external: ['onnxruntime-node'],
      input: {
        server: 'src/node/main.ts',
        whatsit: 'src/node/cli/main.ts',
        // What each thread of the pool runs.
        'pool-thread': 'src/node/pool/thread.ts',
        // Read by tools/nginx-headers.mjs.
        headers: 'src/node/site/headers.ts',
        'media-type': 'src/node/site/media-type.ts',
        // Read by tools/http-docs.mjs.
        'http-docs': 'src/node/http/docs.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
})
