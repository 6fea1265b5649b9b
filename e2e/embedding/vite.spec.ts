/** The Vite example, built from the package as an installation has it: package.json and dist-lib, and nothing else of ours. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { example, fixture, inRepository } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect } from '../support/visitor.ts'

let folder = ''

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whatsit-vite-'))
  cpSync(inRepository('examples/vite'), folder, {
    recursive: true,
    filter: (path) => !/node_modules|public|dist/.test(path.slice(inRepository('examples').length)),
  })
  const installed = join(folder, 'node_modules', '@whatsit', 'whatsit')
  mkdirSync(installed, { recursive: true })
  for (const part of ['package.json', 'dist-lib'])
    cpSync(inRepository(part), join(installed, part), { recursive: true })
  // Vite is the repository's own.
  const PATH = `${inRepository('node_modules/.bin')}${delimiter}${process.env['PATH']}`
  execFileSync('npm', ['run', 'build'], { cwd: folder, env: { ...process.env, PATH }, stdio: 'pipe' })
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('answers a picture, and says what is wrong with another', async ({ openSite, page }) => {
  const site = await openSite({ folders: [['/', join(folder, 'dist')]] })
  await page.goto(site.url)
  const status = page.getByRole('status')
  await expect(status).toHaveText('EfficientNet-Lite0 is ready')
  await page.getByLabel('Picture').setInputFiles(example('cat.jpg'))
  await expect(status).toHaveText(/^cat: .+ \d+ %, .+ %, .+ %$/)
  await page.getByLabel('Picture').setInputFiles(fixture('text.jpg'))
  await expect(status).toContainText('This is not a picture Whatsit can read.')
})
