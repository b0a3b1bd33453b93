export { launchSchema, SCOPES, type Launch } from './claims.ts';
export { generateToolKey, PlatformKeys, publicKeys, type Fetch, type ToolKey } from './keys.ts';
export { LaunchError, verifyLaunch, type Expected, type Platform } from './launch.ts';
export {
  findOrCreateLineItem,
  lineItemExists,
  updateLineItem,
  type Column,
  type LineItem,
} from './line-items.ts';
export { answerSchema, authorizationUrl, initiationSchema, type Initiation } from './login.ts';
export { readMembers, type PlatformMember } from './memberships.ts';
export {
  canvasConfiguration,
  register,
  RegistrationError,
  toolUrls,
  type RegisteredPlatform,
  type Tool,
} from './registration.ts';
export { sendScore, type Score } from './scores.ts';
export { Service, ServiceError } from './service.ts';
export { AccessTokens } from './tokens.ts';
