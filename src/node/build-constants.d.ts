/** Replaced at build time (vite.node.config.ts). */
declare const __VERSION__: string
