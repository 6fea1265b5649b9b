/** Bundles our TypeScript for Node (20.19 and later run none) into dist-node/; packages stay in node_modules. */
import { defineConfig } from 'vite'

export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'dist-node',
    target: 'node20',
    minify: false,
    sourcemap: true,
    rollupOptions: {
      input: {
        server: 'src/node/main.ts',
        // Read by tools/nginx-headers.mjs.
        headers: 'src/node/site/headers.ts',
        'media-type': 'src/node/site/media-type.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
})
