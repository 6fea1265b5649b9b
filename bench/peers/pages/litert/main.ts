import { publish } from '../publish.ts'

void publish(
  () => new Worker(new URL('./worker.ts', import.meta.url)),
  async () => (await import('./load.ts')).load,
)
