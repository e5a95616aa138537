import type { Checksum } from './checksum.ts'

/** A public data set: where it is, and what is known about it. Nothing of it comes with Kindling. */
export interface DataSet {
  readonly name: string
  readonly title: string
  /** What one may do with it, in a sentence or two. */
  readonly terms: string
  readonly url: string
  readonly format: 'tgz' | 'tar' | 'zip'
  /** Of the archive, in bytes. */
  readonly size: number
  /** What has been published about the archive's bytes. */
  readonly checksums: readonly Checksum[]
  /** What the folder holds. */
  readonly holds: string
  /** A command to try next, given the folder. */
  readonly next: (folder: string) => string
}

// Addresses: fastai/fastai, fastai/data/external.py, class URLs. Sizes and MD5s: fastai/fastai, fastai/data/checks.txt; the
// MD5 covers the first MiB only, as `_check_file` in external.py computes it. SHA-256s of whole files: FluxML/FastAI.jl,
// src/datasets/fastaidatasets.jl, in its later versions; it has none for pascal_2007.
const firstMiB = (digest: string): Checksum => ({
  algorithm: 'md5',
  digest,
  firstBytes: 2 ** 20,
  source: 'published by fastai',
})
const whole = (digest: string): Checksum => ({ algorithm: 'sha256', digest, source: 'published by FastAI.jl' })

// Keras' documentation of MNIST names holders and licence; NIST made the originals.
const mnistTerms = 'Creative Commons Attribution-ShareAlike 3.0; copyright Yann LeCun and Corinna Cortes.'

/** Public data sets of the field, as fast.ai hosts them. */
export const dataSets: readonly DataSet[] = [
  {
    name: 'pascal2007',
    title: 'PASCAL Visual Object Classes 2007: 9,963 photographs, 20 kinds of things, any number in each',
    // http://host.robots.ox.ac.uk/pascal/VOC/voc2007/, "Database rights".
    terms: "The photographs are from flickr and belong to their owners; use must respect flickr's terms of use.",
    url: 'https://s3.amazonaws.com/fast-ai-imagelocal/pascal_2007.tgz',
    format: 'tgz',
    size: 1_637_796_771,
    checksums: [firstMiB('433b4706eb7c42bd74e7f784e3fdf244')],
    holds: 'train/, test/ and train.csv (fname, labels, is_valid)',
    next: (folder) => `kindling train ${folder}/train.csv --images ${folder}/train --architecture resnet18`,
  },
  {
    name: 'biwi',
    title: 'BIWI Kinect Head Pose: 15,678 frames of 20 people with the position and rotation of the head',
    terms: 'For research and education only, not for commercial use (ETH Zurich).',
    url: 'https://s3.amazonaws.com/fast-ai-imagelocal/biwi_head_pose.tgz',
    format: 'tgz',
    size: 452_316_199,
    checksums: [
      firstMiB('00f4ccf66e8cba184bc292fdc08fb237'),
      whole('9cfefd53ed85f824c5908bc6eb21fc719583eec57a7df1d8141d3156645693cf'),
    ],
    holds: 'folders 01 … 24 of pictures (JPEG, no depth) and poses',
    next: (folder) => `kindling biwi info ${folder}`,
  },
  {
    name: 'mnist',
    title: 'MNIST: 70,000 handwritten digits of 28 × 28 pixels',
    terms: mnistTerms,
    url: 'https://s3.amazonaws.com/fast-ai-imageclas/mnist_png.tgz',
    format: 'tgz',
    size: 15_683_414,
    checksums: [
      firstMiB('03639f83c4e3d19e0a3a53a8a997c487'),
      whole('9e18edaa3a08b065d8f80a019ca04329e6d9b3e391363414a9bd1ada30563672'),
    ],
    holds: 'training/ and testing/, a folder for each digit',
    next: (folder) => `kindling train ${folder} --size 28 --no-mirror`,
  },
  {
    name: 'mnist-sample',
    title: 'The threes and sevens of MNIST',
    terms: mnistTerms,
    url: 'https://s3.amazonaws.com/fast-ai-sample/mnist_sample.tgz',
    format: 'tgz',
    size: 3_214_948,
    checksums: [
      firstMiB('2dbc7ec6f9259b583af0072c55816a88'),
      whole('b373a14f282298aeba0f7dd56b7cdb6c2401063d4f118c39c54982907760bd38'),
    ],
    holds: 'train/ and valid/, a folder for each digit, and labels.csv',
    next: (folder) => `kindling data summary ${folder}/train --size 28`,
  },
]
