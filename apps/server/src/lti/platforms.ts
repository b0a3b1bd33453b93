// Our side towards all platforms: the key that we sign with, their keys, tokens for their services.
import {
  AccessTokens,
  generateToolKey,
  PlatformKeys,
  Service,
  type Fetch,
  type Tool,
  type ToolKey,
} from '@residual/lti';
import { getLtiKeys, type LtiPlatform } from '@residual/store';
import type { ServerContext } from '../context.ts';
import { guardedFetch } from './guarded-fetch.ts';

export class Platforms {
  readonly tool: Tool;
  readonly fetch: Fetch;
  readonly keys: PlatformKeys;
  readonly #context: ServerContext;
  readonly #tokens = new Map<string, AccessTokens>();

  constructor(context: ServerContext) {
    const { publicUrl, ltiToPrivateAddresses } = context.configuration;
    this.#context = context;
    this.tool = { name: 'Residual', publicUrl };
    this.fetch = guardedFetch({ allowPrivate: ltiToPrivateAddresses });
    this.keys = new PlatformKeys(this.fetch);
  }

  /** All that are published; the first one signs. */
  toolKeys(): Promise<ToolKey[]> {
    return getLtiKeys(this.#context.store, generateToolKey);
  }

  async service(platform: LtiPlatform): Promise<Service> {
    const [key] = await this.toolKeys();
    const source = [platform.id, platform.tokenUrl, platform.clientId, key.kid].join(' ');
    let tokens = this.#tokens.get(source);
    if (!tokens) {
      tokens = new AccessTokens(platform, { key, fetch: this.fetch });
      this.#tokens.set(source, tokens);
    }
    return new Service({ fetch: this.fetch, tokens, signal: this.#context.stopping });
  }
}
