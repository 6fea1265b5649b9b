/**
 * Packs the package as `npm publish` would, installs it in an empty folder, and uses it there: the command line, its exit
 * codes, its server. `--no-build` packs what is built. The last line is `N passed, N failed`.
 *
 * The install is offline, with sharp alone taken from this repository: whatever else the package needed would be missing.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conclude, fail, same, test } from './checks.mjs'
import { giveUp, node, npm, root } from './command.mjs'
import { consoleBlocks } from './package/console-blocks.mjs'
import { programIn } from './package/program.mjs'

const noBuild = process.argv.includes('--no-build')
/** Bytes of the tarball, and unpacked: what somebody waits for. */
const PACKED_LIMIT = 40e6
const UNPACKED_LIMIT = 70e6
/** As many as surely are not all answered between the first answer and the signal. */
const MANY = 2000

if (!noBuild) {
  const { code } = await node(['tools/build.mjs', '--if-stale'])
  if (code !== 0) giveUp('The site could not be built; why is above.')
}

const folder = mkdtempSync(join(tmpdir(), 'whatsit-package-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** @param {string} text @param {RegExp} pattern */
function like(text, pattern) {
  if (!pattern.test(text)) throw new Error(`        ${JSON.stringify(text)} should be like ${pattern}`)
}

/** @returns {{filename: string, size: number, unpackedSize: number, files: {path: string}[]}} */
function pack() {
  // The scripts are left out: what they would do has been done, and what they print is no JSON.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const script = process.env['npm_execpath']
  const printed = script?.endsWith('.js')
    ? execFileSync(process.execPath, [script, ...args], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    : execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return JSON.parse(printed)[0]
}

const tarball = pack()
const paths = tarball.files.map(({ path }) => path)
const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`
console.log(
  `the tarball: ${megabytes(tarball.size)}, unpacked ${megabytes(tarball.unpackedSize)}, ${paths.length} files`,
)

await test('holds the page, the program and what people read, and nothing to build or test with', () => {
  for (const path of ['dist/index.html', 'dist-node/whatsit.js', 'README.md', 'LICENSE', 'NOTICE', 'docs/cli.md']) {
    if (!paths.includes(path)) throw new Error(`        ${path} is missing`)
  }
  same(
    paths.filter(
      (path) =>
        /\.(?:br|gz|map|ts|tsbuildinfo)$|^(?:src|tools|e2e|bench|\.cache)\//.test(path) && !path.endsWith('.d.ts'),
    ),
    [],
  )
})
await test('carries the licences of what is bundled', () => {
  const licences = readFileSync(join(root, 'dist-node', 'LICENSES.txt'), 'utf8')
  same(paths.includes('dist-node/LICENSES.txt'), true)
  for (const name of ['hono', '@hono/node-server', 'picomatch', 'pbf', 'onnxruntime-web'])
    like(licences, new RegExp(`^${name} \\d`, 'm'))
})
await test(`weighs at most ${megabytes(PACKED_LIMIT)}, unpacked ${megabytes(UNPACKED_LIMIT)}`, () => {
  if (tarball.size > PACKED_LIMIT || tarball.unpackedSize > UNPACKED_LIMIT) throw new Error('        it weighs more')
})

const home = join(folder, 'home')
mkdirSync(home)
writeFileSync(
  join(home, 'package.json'),
  JSON.stringify({
    private: true,
    dependencies: { '@whatsit/whatsit': `file:${join(folder, tarball.filename)}` },
    overrides: { sharp: `file:${join(root, 'node_modules', 'sharp')}` },
  }),
)
const installed = await npm(['install', '--prefix', home, '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
  quiet: true,
})
if (installed.code !== 0) {
  fail(`${installed.output}\nFAILED  installs in an empty folder, without a network`)
  conclude()
  process.exit()
}
await test('installs in an empty folder, without a network, itself and sharp', () => {
  same(
    readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['@whatsit', 'sharp'],
  )
})

const { whatsit, start } = programIn(home)
const pictures = join(root, 'public', 'pictures')
for (const name of ['cat.jpg', 'espresso.jpg', 'rocket.jpg']) copyFileSync(join(pictures, name), join(home, name))
const cat = readFileSync(join(home, 'cat.jpg'))
mkdirSync(join(home, 'pictures', 'below'), { recursive: true })
copyFileSync(join(home, 'espresso.jpg'), join(home, 'pictures', 'espresso.jpg'))
copyFileSync(join(home, 'cat.jpg'), join(home, 'pictures', 'below', 'cat.jpg'))
writeFileSync(join(home, 'broken.jpg'), cat.subarray(0, 5000))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

await test('whatsit --version', async () => {
  same(await whatsit(['--version']), { code: 0, out: `${version}\n`, err: '' })
})
await test('npx whatsit classify cat.jpg', async () => {
  const { code, output } = await npm(
    ['exec', '--prefix', home, '--offline', '--', 'whatsit', 'classify', join(home, 'cat.jpg')],
    { quiet: true },
  )
  same(code, 0)
  like(output, /cat\.jpg {2}Cat, 97 %\n +\d+ % {2}/)
})
await test('whatsit classify cat.jpg espresso.jpg', async () => {
  same(await whatsit(['classify', 'cat.jpg', 'espresso.jpg']), {
    code: 0,
    out: 'cat.jpg       Cat, 97 %\nespresso.jpg  Espresso, 99 %\n',
    err: '',
  })
})
await test('whatsit classify --json, the numbers of the page', async () => {
  const { code, out } = await whatsit(['classify', '--json', 'cat.jpg'])
  const { file, classification } = JSON.parse(out)
  same([code, file, classification.answer.name, classification.answer.kind], [0, 'cat.jpg', 'cat', 'group'])
  same(Math.abs(classification.answer.score - 0.968) < 0.002, true)
})
await test('whatsit classify --csv', async () => {
  const { code, out } = await whatsit(['classify', '--csv', '--top', '1', 'cat.jpg', 'none.jpg'])
  same(code, 1)
  like(
    out,
    /^file,answer,kind,score,label1,score1,error\r\ncat\.jpg,cat,group,0\.96\d+,[^,]+,0\.\d+,\r\nnone\.jpg,,,,,,There is no such file\.\r\n$/,
  )
})
await test('whatsit classify of a folder and of a pattern', async () => {
  const ofFolder = await whatsit(['classify', 'pictures'])
  same(
    ofFolder.out.split('\n').map((line) => line.replace(/\\/g, '/').split(/ {2,}/)),
    [['pictures/below/cat.jpg', 'Cat, 97 %'], ['pictures/espresso.jpg', 'Espresso, 99 %'], ['']],
  )
  const { code, out } = await whatsit(['classify', 'pictures/**/c*.jpg'])
  same(code, 0)
  like(out, /^pictures.below.cat\.jpg {2}Cat, 97 %\n$/)
})
await test('whatsit classify - takes a picture from stdin', async () => {
  const { code, out } = await whatsit(['classify', '-'], { stdin: cat })
  same(code, 0)
  like(out, /^- {2}Cat, 97 %\n/)
})
await test('a broken file is told, the rest goes on, and the exit code is 1', async () => {
  const { code, out, err } = await whatsit(['classify', 'broken.jpg', 'cat.jpg'])
  same([code, out], [1, 'cat.jpg     Cat, 97 %\n'])
  like(err, /^broken\.jpg: It is damaged.*\n1 of 2 pictures were not answered\.\n$/)
})
await test('no picture, and a flag that there is not: 2', async () => {
  same((await whatsit(['classify'])).code, 2)
  const { code, err } = await whatsit(['classify', '--tpo', '3', 'cat.jpg'])
  same([code, err], [2, 'whatsit: There is no flag --tpo. Did you mean --top?\n'])
})
await test('whatsit models lists the package’s', async () => {
  const { code, out } = await whatsit(['models', '--json'])
  same(code, 0)
  same(JSON.parse(out).filter((/** @type {{default: boolean}} */ model) => model.default).length, 1)
})
await test('whatsit bench measures our engine beside onnxruntime-web', async () => {
  const { code, out } = await whatsit(['bench', '--rounds', '1', '--json'])
  same(code, 0)
  same(
    JSON.parse(out)
      .engines.slice(0, 2)
      .map((/** @type {{engine: string}} */ one) => one.engine),
    ['whatsit', 'ort'],
  )
})
await test('a reader that has gone ends it quietly', async () => {
  const program = start(['classify', ...Array(MANY).fill('cat.jpg')])
  await program.firstOut
  program.closeOut()
  const { code, err } = await program.ended
  same([code, err], [0, ''])
})
if (process.platform !== 'win32') {
  await test('Ctrl-C keeps whole lines, says how many, and ends with 130', async () => {
    const program = start(['classify', '--json', ...Array(MANY).fill('cat.jpg')])
    await program.firstOut
    program.signal('SIGINT')
    const { code, out, err } = await program.ended
    same(code, 130)
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    same(out.endsWith('\n') && rows.every((row) => row.classification.answer.name === 'cat'), true)
    same(rows.length < MANY, true)
    // Of how many is said where the list was complete by then.
    same(err.replace(' of 2,000', ''), `Stopped: ${rows.length} pictures answered.\n`)
  })
}
await test('whatsit serve gives the page, answers as whatsit classify does of a file and of its address, and ends when told to', async () => {
  const program = start(['serve', '--port', '0', '--quiet'])
  const out = await program.until(/Model Loaded!/)
  const address = /http:\/\/\S+/.exec(out)?.[0] ?? ''
  const page = await fetch(address)
  like(await page.text(), /<title>Whatsit/)
  const answer = await fetch(`${address}/predict`, { method: 'POST', body: cat })
  const { answer: ofServer, predictions } = await answer.json()
  const { out: row } = await whatsit(['classify', '--json', `${address}/pictures/cat.jpg`])
  const { file, classification } = JSON.parse(row)
  same(file, `${address}/pictures/cat.jpg`)
  same([ofServer, predictions], [classification.answer, classification.predictions])
  program.signal('SIGTERM')
  same((await program.ended).code, process.platform === 'win32' ? 1 : 0)
})

if (process.platform !== 'win32') {
  // The files of the examples.
  mkdirSync(join(home, 'holiday', 'below'), { recursive: true })
  copyFileSync(join(home, 'cat.jpg'), join(home, 'holiday', 'cat.jpg'))
  copyFileSync(join(home, 'espresso.jpg'), join(home, 'holiday', 'below', 'espresso.jpg'))
  copyFileSync(join(home, 'broken.jpg'), join(home, 'half.jpg'))
  const examples = consoleBlocks(readFileSync(join(root, 'docs', 'cli.md'), 'utf8'))
  await test('docs/cli.md has examples', () => same(examples.length > 5, true))
  const env = { ...process.env, PATH: `${join(home, 'node_modules', '.bin')}:${process.env['PATH']}` }
  for (const { typed, said } of examples) {
    await test(`docs/cli.md: ${typed}`, () => {
      // What goes to stderr comes after what goes to stdout, as the document shows it.
      const script = `( ${typed} ) 2> errors.txt; cat errors.txt; true`
      const came = execFileSync('sh', ['-c', script], { cwd: home, env, encoding: 'utf8' })
      same(came.replaceAll('\r\n', '\n'), said)
    })
  }
}

conclude()
process.exit()
