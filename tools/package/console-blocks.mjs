/** The examples of a document: what is typed after `$ ` in its console blocks, and what is said to come of it. */

/**
 * @param {string} markdown
 * @returns {{typed: string, said: string}[]}
 */
export function consoleBlocks(markdown) {
  const blocks = [...markdown.matchAll(/^```console\n(.*?)^```/gms)].map(([, block = '']) => block)
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((example) => {
        const [typed = '', ...lines] = example.split('\n')
        return { typed, said: lines.join('\n') }
      }),
  )
}
