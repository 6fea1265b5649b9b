/** What tools/http-docs.mjs writes docs/http.md of. */
export { openApi } from './open-api.ts'
export { PROBLEMS } from './problem.ts'
export { SETTINGS } from './serve-options.ts'
