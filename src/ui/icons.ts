/** The page's few line drawings, 24 by 24; each stands beside words that say the same. */
import { svg, type TemplateResult } from 'lit'

const drawing = (path: TemplateResult): TemplateResult =>
  svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${path}</svg>`

export const pictureIcon = drawing(
  svg`<rect x="3" y="4" width="18" height="16" rx="3"/><circle cx="8.5" cy="9.5" r="1.5"/><path d="m4 17.5 5-4.5 3.5 3 3.5-4 5 5"/>`,
)
export const cameraIcon = drawing(
  svg`<path d="M4 7.5h3.2L9 5h6l1.8 2.5H20a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 18V9A1.5 1.5 0 0 1 4 7.5Z"/><circle cx="12" cy="13" r="3.5"/>`,
)
export const pasteIcon = drawing(
  svg`<rect x="5" y="5" width="14" height="16" rx="2.5"/><path d="M9 5a3 3 0 0 1 6 0v1.5H9Z"/>`,
)
export const alarmIcon = drawing(svg`<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.5v.01"/>`)
export const switchIcon = drawing(
  svg`<path d="M4 12a8 8 0 0 1 13.7-5.600L20 8.5M20 4v4.5h-4.5M20 12a8 8 0 0 1-13.7 5.600L4 15.5M4 20v-4.5h4.5"/>`,
)
export const openIcon = drawing(svg`<path d="m6 9.5 6 6 6-6"/>`)
