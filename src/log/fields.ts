/** What a template can tell of: each field, and what it holds. Texts are Markdown. */
export const fields = {
  frontMatter: 'the whole front matter, with its rules: title, type, published, tags, readtime, cover-img, share-img',
  title: 'what the post is called',
  published: 'the day on which training began, like 2026-01-31',
  tags: 'a list of words under which the post can be found',
  readtime: 'minutes that it takes to read',
  question: 'what was to be answered',
  data: 'what there is to learn from and to judge by, in words and a table, and what to keep in mind',
  dataPicture: 'the file of a batch of training pictures as the model sees them',
  loss: 'which loss was minimised, and why it follows from the labels',
  training: 'how it went: the network, and what the losses say and cannot say',
  trainingTable: 'a row for each epoch',
  trainingPicture: 'the file of the curve: the losses of training and validation',
  comparison: 'the runs side by side, and what differs between them; nil where there is one run',
  comparisonPicture: 'the file of the curves of all runs; nil where there is one run',
  learned: 'how well the model answers on the validation pictures, and how sure one can be of that',
  mistakes: 'in words, how many there are and what the worst come to',
  mistakesPicture: 'the file of the sheet of the worst mistakes',
  worksheet: 'how the loss of the worst one arises, number by number',
  repeat: 'the command that repeats it, and with what it ran',
  runs:
    'a list of all runs, each with name, command, started, seconds, ended, task, architecture, parameters, epochs, lr, ' +
    'batchSize, seed, trainLoss, validLoss and metrics',
} as const

export type FieldName = keyof typeof fields

export const fieldNames: readonly string[] = Object.keys(fields)
