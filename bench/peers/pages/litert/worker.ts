import { serve } from '../serve.ts'
import { load } from './load.ts'

serve(load)
