/** docs/http.md, made of the OpenAPI document, the table of problems and the table of settings. */
/** @typedef {import('../../src/node/http/open-api.ts').OpenApiDocument} Document */
/** @typedef {import('../../src/node/http/open-api.ts').Operation} Operation */
/** @typedef {import('../../src/node/http/open-api.ts').Schema} Schema */
/** @typedef {Readonly<Record<string, {readonly status: number, readonly title: string, readonly retryAfter?: number}>>} Problems */
/** @typedef {Readonly<Record<string, {readonly env: string, readonly value?: string, readonly many?: true, readonly help: string}>>} Settings */

/** @param {string} language @param {string} text */
const block = (language, text) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``

/** As one word or two: "list of Prediction". @param {Schema} schema @returns {string} */
function typeOf(schema) {
  if (schema.$ref) return `\`${schema.$ref.replace(/.*\//, '')}\``
  if (schema.items) return `list of ${typeOf(schema.items)}`
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ')
  return schema.type ?? 'anything'
}

/** @param {string} name @param {Schema} schema */
function schemaSection(name, schema) {
  const required = new Set(schema.required ?? [])
  const rows = Object.entries(schema.properties ?? {}).map(([property, one]) => {
    const presence = required.has(property) ? '' : 'may be absent. '
    // The codes have a table of their own.
    const type = name === 'Problem' && property === 'code' ? 'text' : typeOf(one).replace('string', 'text')
    return [`\`${property}\``, type, `${presence}${one.description ?? ''}`.trim()]
  })
  return [
    `### ${name}`,
    ...(schema.description ? [schema.description] : []),
    leftAligned([['field', 'type', 'what'], ...rows]),
  ].join('\n\n')
}

/** Words, where `markdown` aligns numbers. @param {readonly (readonly string[])[]} rows */
function leftAligned(rows) {
  const [heading = [], ...body] = rows
  /** @param {readonly string[]} cells */
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(heading), line(heading.map(() => '---')), ...body.map(line)].join('\n')
}

/** @param {string} method @param {string} path @param {Operation} operation */
function operationSection(method, path, operation) {
  const { summary, description, parameters = [], requestBody, responses } = operation
  const examples = Object.values(responses['200']?.content ?? {}).flatMap(({ example }) =>
    example === undefined
      ? []
      : [typeof example === 'string' ? block('', example) : block('json', JSON.stringify(example, null, 2))],
  )
  const statuses = Object.entries(responses).map(([status, response]) => [status, whenOf(response.description)])
  return [
    `## ${method} ${path}`,
    `${summary}.${description ? ` ${description}` : ''}`,
    ...(requestBody ? [requestBody.description] : []),
    ...(parameters.length > 0
      ? [
          leftAligned([['query', 'what'], ...parameters.map(({ name, description: what }) => [`\`${name}\``, what])]),
          'Any other is passed over.',
        ]
      : []),
    ...examples,
    ...linesExample(responses['200']?.description ?? ''),
    leftAligned([['status', 'when'], ...statuses]),
  ].join('\n\n')
}

/** Codes alone, whose titles have a table of their own; else the first paragraph. @param {string} description */
function whenOf(description) {
  const codes = /^[A-Z]\w+: /.test(description)
    ? [...description.matchAll(/\b([A-Z]\w+): [^.]+\./g)].map(([, code]) => `\`${code}\``)
    : []
  return codes.length > 0 ? codes.join(', ') : (description.split('\n\n')[0] ?? '').replace(/:$/, '.')
}

/** The lines that a description ends with, where it does. @param {string} description */
function linesExample(description) {
  const [, lines] = description.split('\n\n')
  return lines ? [block('json', lines)] : []
}

/** @param {Problems} problems */
function problemsSection(problems) {
  const rows = Object.entries(problems)
    .sort(([, one], [, other]) => one.status - other.status)
    .map(([code, { status, title, retryAfter }]) => [
      String(status),
      `\`${code}\``,
      `${title}.`,
      retryAfter === undefined ? '' : `${retryAfter} s`,
    ])
  return `## Problems

A refusal at one of the paths above, of a picture at any path, or of a Host is \`application/problem+json\` (RFC 9457), whatever was asked for; \`code\` is what to
look at. With \`--api-only\` so is that of every other path. \`Retry-After\` comes with those that a later try may get past.

Two kinds are no problems in this sense. What any other path refuses (404, 405, 500) is a line of \`text/plain\`, or nothing (416). What cannot be read as a request
has no body: a broken head or one without a Host (400), one that is too slow (408) or too large (431).

${leftAligned([['status', 'code', 'what happened', 'Retry-After'], ...rows])}

Behind the nginx of [containers.md](containers.md) there is one more, 503 \`ApiAway\`: nginx got no answer from this server.`
}

/** @param {Settings} settings */
function settingsSection(settings) {
  const rows = Object.entries(settings).map(([flag, { env, value, many, help }]) => [
    `\`--${flag}${value ? ` <${value}>` : ''}\``,
    `\`${env}\``,
    `${help}${many ? ' May be given several times; commas in the variable.' : ''}`,
  ])
  return `## Settings

\`npm start -- --queue 8 --strict-routes\`, or the environment; a flag goes before it. What stands alone is \`1\` in the environment.

${leftAligned([['flag', 'environment', 'what'], ...rows])}`
}

const START = `# HTTP

<!-- Made of src/node/http/open-api.ts and its neighbours by tools/http-docs.mjs: change those, not this. -->

\`npm start\` serves the page and this API in one process; "Model Loaded!" says that pictures are answered.

${block(
  '',
  `curl -X POST http://127.0.0.1:8082/predict -F "image=@cat.jpg"
curl -X POST http://127.0.0.1:8082/predict --data-binary "@cat.jpg"
curl -X POST http://127.0.0.1:8082/predict -F "image=@cat.jpg" -H "Accept: text/plain"
printf '{"image": "%s"}' "$(base64 < cat.jpg | tr -d '\\n')" | curl -X POST http://127.0.0.1:8082/predict -H "Content-Type: application/json" --data-binary @-
curl -X POST http://127.0.0.1:8082/predict/batch -F "a=@cat.jpg" -F "b=@rocket.jpg"`,
)}`

const MANNERS = `## Manners

- **Limits.** Bytes of a body, pixels, pictures that wait, time for one picture and threads are settings, below. Beside them: 100 fields in a form and 1000 in a batch, 10 s of
  silence or 150 s in all for a body, 10 s for a request's head of 16 KiB, 256 MiB of bodies in memory over all requests (more where
  many threads and large bodies are allowed), 800 connections.
- **Refused early.** What can be told from a request's head is: too large, a full queue, a model that loads. A client that sends \`Expect: 100-continue\`, as curl does with
  what is large, is told before it sends; any other may go on sending for 30 s and read the answer.
- **Cancelled.** A client that goes away takes its picture off the queue.
- **The end.** After SIGTERM or Ctrl-C pictures that have arrived are answered, every other one is a 503, and downloads have two more seconds. After 45 s it is over for whoever still reads, too. A second signal ends at once.
- **Who may ask.** It listens on this machine alone, and then answers to this machine's names alone (\`Host\`), since other sites' names can be made to lead here; \`--allow-host\` adds
  names, and where it listens on the network narrows them; addresses, by which probes and Prometheus ask, are answered there all the same. Other sites' pages may read nothing unless \`--cors\` names them.
- **Nothing is kept.** Pictures are in memory until they are answered; nothing of one is written to disk or into the log. That has one line of JSON on standard output
  for each request, the page's own too: \`{"time","method","path","status","ms","bytes","received"}\`, with the bytes of answer and request on the wire, the path without
  its query, and the status 499 where the client was gone; \`--quiet\` leaves it out. A reader of it that goes away, or does not read, stops nothing: lines are lost.
- **Without a model.** Where none can be loaded, for another \`--models\` or an \`--engine\` that is not there, the page is served: \`/healthz\` is 200, \`/readyz\` and pictures are 503 with the
  reason. With \`--api-only\` the server ends with 1.
- **Behind a proxy.** Turn its request buffering off for \`/predict/batch\`, or the lines come only after the last picture.`

/** @param {Document} document @param {Problems} problems @param {Settings} settings @returns {string} */
export function renderHttpDocs(document, problems, settings) {
  const operations = Object.entries(document.paths).flatMap(([path, { get, post }]) => [
    ...(post ? [operationSection('POST', path, post)] : []),
    ...(get ? [operationSection('GET', path, get)] : []),
  ])
  const schemas = Object.entries(document.components.schemas)
    .filter(([, schema]) => schema.properties)
    .map(([name, schema]) => schemaSection(name, schema))
  return `${[START, ...operations, '## Shapes', ...schemas, problemsSection(problems), MANNERS, settingsSection(settings)].join('\n\n')}\n`
}
