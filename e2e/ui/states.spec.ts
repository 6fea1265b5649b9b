/** Every state: at every size nothing is cut off or overlaps, in both schemes axe finds nothing; a screenshot of each. */
import AxeBuilder from '@axe-core/playwright'
import { layoutFaults } from './layout.ts'
import { expect, test } from './stage-page.ts'
import { states } from './states.ts'

const SIZES = [
  { size: 'phone', width: 360, height: 740 },
  { size: 'laptop', width: 1280, height: 800 },
  { size: 'narrow phone', width: 320, height: 640 },
  { size: 'phone on its side', width: 740, height: 360 },
  { size: 'phone at 200 %', width: 180, height: 370 },
  { size: 'laptop at 200 %', width: 640, height: 400 },
  { size: 'just two columns', width: 800, height: 600 },
  { size: '27-inch screen', width: 2560, height: 1440 },
] as const

test.use({ permissions: ['camera'] })
// Twelve looks at each state, four of them by axe.
test.setTimeout(120_000)

for (const { name, reach } of states) {
  test(name, async ({ page, stage }, testInfo) => {
    await page.setViewportSize(SIZES[0])
    await reach(stage, page)

    for (const { size, width, height } of SIZES) {
      await page.setViewportSize({ width, height })
      expect.soft(await page.evaluate(layoutFaults), `${name}, ${size}`).toEqual([])
      await page.screenshot({ path: testInfo.outputPath(`${name}, ${size}.png`) })
      if (size !== 'phone' && size !== 'laptop') continue

      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const { violations } = await new AxeBuilder({ page }).analyze()
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
        expect.soft(found, `${name}, ${size}, ${colorScheme}`).toEqual([])
        if (colorScheme === 'light') continue
        await page.screenshot({ path: testInfo.outputPath(`${name}, ${size}, dark.png`) })
      }
      await page.emulateMedia({ colorScheme: 'light' })
    }
  })
}
