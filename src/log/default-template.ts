/** The post that is written where nobody brings a template; itself one. */
export const defaultTemplate = `{{ frontMatter }}

## The question

{{ question }}

## The data

{{ data }}

![A batch of training pictures as the model sees them]({{ dataPicture }})

## The loss, and why it follows from the labels

{{ loss }}

## Training

{{ training }}

{{ trainingTable }}

![The losses of training and validation over the epochs]({{ trainingPicture }})
{% if comparison %}
## The runs compared

{{ comparison }}

![The validation losses of all runs over the epochs]({{ comparisonPicture }})
{% endif %}
## What was learned

{{ learned }}

## The worst mistakes

{{ mistakes }}

![The validation pictures with the highest loss, what is true of them and what was answered]({{ mistakesPicture }})

## How the loss of the worst one arises

{{ worksheet }}

## How to repeat it

{{ repeat }}
`
