import { createClassifier, messageFor } from '@whatsit/whatsit'

const input = document.querySelector('input')
const status = document.querySelector('[role=status]')
const say = (text) => {
  status.textContent = text
}
const sayError = (error) => {
  const { title, advice } = messageFor(error)
  say(`${title}. ${advice}`)
}

// A bundler moves the module away from its files, so it is told where they are: `npm run files` copied them to public/.
const starting = createClassifier({
  assetsUrl: `${import.meta.env.BASE_URL}whatsit/`,
  onProgress: ({ stage, loaded, total }) => say(stage === 'downloading' ? `${loaded} of ${total} bytes` : 'Starting'),
})
starting.then(({ model }) => say(`${model.name} is ready`), sayError)

input.addEventListener('change', async () => {
  try {
    const classifier = await starting
    const { answer, predictions } = await classifier.classify(input.files[0], { topK: 3 })
    say(`${answer.name}: ${predictions.map(({ label, score }) => `${label} ${Math.round(score * 100)} %`).join(', ')}`)
  } catch (error) {
    sayError(error)
  }
})
