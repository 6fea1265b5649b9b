/**
 * Takes the pictures of the page that the web manifest shows before an installation, and README's, from the built site in
 * dist/: `npm run build && node tools/screenshots.mjs`. Commit what it writes to public/screenshots/ and docs/.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import { preview } from 'vite'

const root = join(import.meta.dirname, '..')
/** Sizes in CSS pixels; the picture has `scale` times as many, and the manifest names those. */
const views = [
  { path: 'public/screenshots/narrow.webp', width: 390, height: 844, scale: 2 },
  { path: 'public/screenshots/wide.webp', width: 1280, height: 800, scale: 1 },
  { path: 'docs/screenshot.webp', width: 1280, height: 800, scale: 1 },
]

const server = await preview({
  root,
  configFile: false,
  build: { outDir: 'dist' },
  preview: { host: '127.0.0.1', port: 0 },
})
const browser = await chromium.launch({
  executablePath: process.env['WHATSIT_CHROMIUM'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  const address = server.resolvedUrls?.local[0]
  if (!address) throw new Error('the preview server has no address')
  for (const { path, width, height, scale } of views) {
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale, colorScheme: 'light' })
    await page.goto(address)
    await page.getByText('ready offline').waitFor({ timeout: 60_000 })
    await page.getByLabel('Choose pictures').setInputFiles(join(root, 'public/pictures/cat.jpg'))
    await page.getByRole('list', { name: 'Predictions' }).getByRole('listitem').first().waitFor()
    // The thumbnail among the earlier pictures comes last.
    await page.waitForLoadState('networkidle')
    // Where the pointer and the focus happen to be is no part of the page.
    await page.mouse.move(0, 0)
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
    const devtools = await page.context().newCDPSession(page)
    const { data } = await devtools.send('Page.captureScreenshot', {
      format: 'webp',
      quality: 80,
      clip: { x: 0, y: 0, width, height, scale },
    })
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), Buffer.from(data, 'base64'))
    console.log(`${path}: ${width * scale}x${height * scale}`)
    await page.close()
  }
} finally {
  await browser.close()
  await server.close()
}
