import { spawnSync } from 'node:child_process'

/** A Python that has torchvision, if this machine has one. */
const python: string | undefined = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import torchvision'], { stdio: 'ignore' }).status === 0,
)

/** Whether tests can ask torchvision itself. */
export const torchvision = python !== undefined

/** The title of a suite that asks torchvision: says what is left out where it is not there. */
export const needsTorchvision = (title: string): string =>
  torchvision ? title : `${title} (left out: no python3 with torchvision here)`

/**
 * What a Python program prints. It can call `save(path, tensors)` and `load(path)`, which write and read a dict of tensors
 * as a safetensors file: by hand, so that they are independent of the code under test.
 */
export function askTorchvision(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(python!, ['-c', prelude + program, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`python failed: ${stderr}`)
  return stdout
}

const prelude = `
import json, struct, sys, torch, torchvision
def save(path, tensors):
    header, parts, end = {}, [], 0
    for name, tensor in tensors.items():
        part = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {
            'dtype': {torch.float32: 'F32', torch.int64: 'I64'}[tensor.dtype],
            'shape': list(tensor.shape),
            'data_offsets': [end, end + len(part)],
        }
        end += len(part)
        parts.append(part)
    text = json.dumps(header).encode()
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text)
        for part in parts: file.write(part)
def load(path):
    content = open(path, 'rb').read()
    start = 8 + struct.unpack('<Q', content[:8])[0]
    header = json.loads(content[8:start])
    header.pop('__metadata__', None)
    types = {'F32': torch.float32, 'I64': torch.int64}
    def read(entry):
        begin, end = entry['data_offsets']
        part = bytearray(content[start + begin : start + end])
        return torch.frombuffer(part, dtype=types[entry['dtype']]).reshape(entry['shape'])
    return {name: read(entry) for name, entry in header.items()}
`
