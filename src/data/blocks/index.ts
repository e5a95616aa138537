export { type CategoryBlockOptions, categoryBlock } from './category.ts'
export { multiCategoryBlock } from './multi-category.ts'
export { type PartsOptions, partsBlock } from './parts.ts'
export { type RegressionBlockOptions, regressionBlock } from './regression.ts'
