export { blockedDomain } from './channel-block.ts'
export type {
  Executor,
  ExecutorStats,
  Feed,
  HostArrayFeed,
  OutputRequest,
  OutputResult,
  PendingRun,
  Program,
  RunOptions,
} from './executor.ts'
export { createNodeExecutor, defaultExecutor, type NodeExecutorOptions } from './node-executor.ts'
export { ResidentBuffer } from './resident-buffer.ts'
