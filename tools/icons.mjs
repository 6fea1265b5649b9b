/**
 * Renders every icon of the site from tools/icons/icon.svg into public/icons/, in the Chromium that the tests use.
 * Run it after a change of the drawing, and commit what it writes: `node tools/icons.mjs`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'

const root = join(import.meta.dirname, '..')
const out = join(root, 'public/icons')
const drawing = readFileSync(join(root, 'tools/icons/icon.svg'), 'utf8').replace(/\s*<!--.*?-->/gs, '')
// The system cuts its own shape out of a maskable icon, and iOS rounds the corners itself: both need the ground up to the edge.
const maskable = drawing.replace(' rx="112"', '')
// Where nothing is cut away the mark may be larger, which it needs at 16 pixels.
const plain = drawing.replace('<g ', '<g transform="translate(-56.32 -56.32) scale(1.22)" ')

/** What is written, and from which drawing; `size` is the edge in pixels. */
const icons = [
  { name: 'icon-192.png', size: 192, drawing: plain },
  { name: 'icon-512.png', size: 512, drawing: plain },
  { name: 'maskable-192.png', size: 192, drawing: maskable },
  { name: 'maskable-512.png', size: 512, drawing: maskable },
  { name: 'apple-touch-icon.png', size: 180, drawing: maskable },
]

const browser = await chromium.launch({
  executablePath: process.env['WHATSIT_CHROMIUM'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'icon.svg'), plain)
  for (const { name, size, drawing } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    await page.setContent(
      `<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${drawing}`,
    )
    await page.screenshot({ path: join(out, name), omitBackground: true })
    await page.close()
  }
} finally {
  await browser.close()
}
