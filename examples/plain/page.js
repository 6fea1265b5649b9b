const heard = document.getElementById('heard')

document.addEventListener('whatsit-answer', ({ detail }) => {
  heard.textContent = `The page heard: ${detail.answer.name} (${detail.picture.size} bytes)`
})
document.addEventListener('whatsit-error', ({ detail }) => {
  heard.textContent = `The page heard: ${detail.name}`
})
