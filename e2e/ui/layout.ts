/** Runs in the page: what is cut off, too small to touch, or lies over something else. Empty when all is well. */
export function layoutFaults(): string[] {
  const faults: string[] = []

  /** All elements on show, those inside of elements included. */
  function* shown(root: ParentNode): Generator<HTMLElement> {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.checkVisibility({ checkVisibilityCSS: true })) yield element
      if (element.shadowRoot) yield* shown(element.shadowRoot)
    }
  }

  const words = (element: HTMLElement) =>
    `${element.localName} "${(element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\s+/g, ' ').slice(0, 40)}"`

  const { scrollWidth, clientWidth } = document.documentElement
  const dialog = [...shown(document)].find((element) => element.matches('dialog[open]'))
  const all = [...shown(dialog ?? document)].filter((element) => getComputedStyle(element).clipPath === 'none')

  if (scrollWidth > clientWidth) {
    const wide = all.filter((element) => element.getBoundingClientRect().right > clientWidth + 1).map(words)
    faults.push(`the page is ${scrollWidth - clientWidth} px wider than the window: ${wide.join(', ')}`)
  }
  for (const element of all) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())
    if (!text) continue
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
      faults.push(`${words(element)} is wider than its place`)
  }

  const targets = all.filter((element) => element.matches('button, label'))
  const boxes = targets.map((element) => ({ element, box: element.getBoundingClientRect() }))
  for (const { element, box } of boxes) {
    if (box.width < 44 || box.height < 44) faults.push(`${words(element)} is ${box.width} x ${box.height}`)
  }
  // What sticks to the window's lower edge lies over what can be scrolled from under it.
  const inFlow = [...boxes, ...textBoxes(all)].filter(({ element }) => !sticks(element))
  for (const [at, a] of inFlow.entries()) {
    for (const b of inFlow.slice(at + 1)) {
      if (holds(a.element, b.element) || holds(b.element, a.element)) continue
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
      if (width > 1 && height > 1) faults.push(`${words(a.element)} overlaps ${words(b.element)}`)
    }
  }
  return faults

  function textBoxes(elements: readonly HTMLElement[]) {
    return elements
      .filter((element) => element.matches('h1, h2, p, dt, dd, .label, .score'))
      .filter((element) => !element.closest('button'))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
  }

  function sticks(element: Element): boolean {
    if (element.matches('drop-veil') || getComputedStyle(element).position === 'sticky') return true
    const root = element.getRootNode()
    const outer = element.parentElement ?? (root instanceof ShadowRoot ? root.host : undefined)
    return outer !== undefined && sticks(outer)
  }

  function holds(outer: Element, inner: Element): boolean {
    if (outer.contains(inner)) return true
    const root = inner.getRootNode()
    return root instanceof ShadowRoot && holds(outer, root.host)
  }
}
