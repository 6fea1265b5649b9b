/** Programs that some tests need beside the browser: where one is missing the test is left out, in CI it fails. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

function isThere(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** @returns a reason to skip, or false; never skips where everything is required */
export function missing(program: string): string | false {
  return isThere(program) || process.env['WHATSIT_REQUIRE_ALL'] === '1' ? false : `${program} is not installed`
}
