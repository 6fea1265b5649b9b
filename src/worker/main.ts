/** Entry of the one worker. */
import * as Comlink from 'comlink'
import { WorkerClassifier } from './worker-classifier.ts'

Comlink.expose(new WorkerClassifier())
