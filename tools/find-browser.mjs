/** Finds a Chromium for the end-to-end tests: an installed one, else Playwright's own download, else Debian's package. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { command, findProgram, giveUp, node, root } from './command.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const USUAL_PLACES = [
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...[process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']].map((folder) =>
    join(folder ?? '/nowhere', 'Google/Chrome/Application/chrome.exe'),
  ),
]
/** Above what 170 MB take; where only some hosts can be reached, the download hangs. */
const DOWNLOAD_TIMEOUT_MS = 180_000

/** @param {string} path @returns {Promise<boolean>}  true where it starts: Ubuntu's `chromium-browser` may be a hint alone */
async function starts(path) {
  if (!existsSync(path)) return false
  // On Windows it opens a window instead of telling its version.
  return (
    process.platform === 'win32' || (await command(path, ['--version'], { quiet: true, timeoutMs: 20_000 })).code === 0
  )
}

async function download() {
  const cli = join(root, 'node_modules/playwright/cli.js')
  const { chromium } = await import('@playwright/test')
  if (!(await starts(chromium.executablePath()))) {
    console.log('No Chromium or Chrome is installed; downloading the one that Playwright keeps ...')
    await node([cli, 'install', 'chromium'], {
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
      env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000' },
    })
  }
  return chromium.executablePath()
}

async function installPackage() {
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get')
  if (!isDebianRoot) return
  console.log('Installing the package chromium ...')
  await command('apt-get', ['update', '-q'])
  await command('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  })
}

/** @returns {Promise<string>}  path of a browser that starts; ends the program with a sentence where there is none */
export async function findBrowser() {
  for (const name of ['WHATSIT_CHROMIUM', 'CHROME_PATH', 'CHROMIUM_PATH']) {
    const path = process.env[name]
    if (!path) continue
    return (await starts(path)) ? path : giveUp(`${name} is "${path}", and no browser starts from there.`)
  }
  const installed = async () => {
    const paths = [...NAMES.map((name) => findProgram(name)), ...USUAL_PLACES]
    for (const path of paths) if (path !== undefined && (await starts(path))) return path
    return undefined
  }
  const found = await installed()
  if (found !== undefined) return found
  const downloaded = await download()
  if (await starts(downloaded)) return downloaded
  await installPackage()
  return (
    (await installed()) ??
    giveUp(
      'The tests need a browser: install Chromium or Chrome, or name one with CHROME_PATH=/path/to/chrome npm test',
    )
  )
}
