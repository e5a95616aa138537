import { Command, Option } from 'commander'
import { action, type CommandContext, type CommonOptions, wholeNumber } from './command.ts'
import { demoPoses, usualFrames, usualPeople } from './demo-poses.ts'
import { demoTags, usualScenes } from './demo-tags.ts'

interface DemoOptions extends CommonOptions {
  readonly folder: string
  readonly only?: 'tags' | 'poses'
  readonly scenes: number
  readonly people: number
  readonly frames: number
  readonly epochs?: number
  readonly seed: number
}

/** `kindling demo`, which is what `npm start` runs. */
export const demoCommand = (): Command =>
  new Command('demo')
    .description(
      'draw sample pictures, train two networks on them from nothing, for labels and for head poses, and show what ' +
        'they answer: about six minutes',
    )
    .option('--folder <folder>', 'where pictures and models go', 'kindling-demo')
    .addOption(new Option('--only <part>', 'one of the two').choices(['tags', 'poses']))
    .option('--scenes <n>', 'tabletop scenes to draw', wholeNumber(100), usualScenes)
    .option('--people <n>', 'people to draw, some of whom only validate', wholeNumber(2), usualPeople)
    .option('--frames <n>', 'pictures of each of them', wholeNumber(1), usualFrames)
    .option('--epochs <n>', 'how often every picture is seen (default: what suits each)', wholeNumber(1))
    .option('--seed <n>', 'decides pictures, initial weights and order', wholeNumber(0), 0)
    .addHelpText(
      'after',
      `
Examples:
  $ kindling demo
  $ kindling demo --only poses --people 40
  $ kindling demo --seed 7 --json`,
    )
    .action(action<[], DemoOptions>((_, options, context) => demo(options, context)))

async function demo({ only, ...options }: DemoOptions, context: CommandContext): Promise<object> {
  const { print } = context
  if (only === 'tags') return demoTags(options, context)
  if (only === 'poses') return { poses: await demoPoses(options, context) }
  print('1. Which of these does the picture show?\n')
  const tags = await demoTags(options, context)
  if ('interrupted' in tags) return tags
  print('\n\n2. Where is the head, and how is it turned?\n')
  const poses = await demoPoses(options, context)
  return { ...tags, ...('interrupted' in poses && { interrupted: true }), poses }
}
