import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { BoardSlug, Cloak, DomainError, PostedFile } from '@board/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LIFE_MS = 3_600_000;
const MAX_CHARS = 4_000;

const Content = z.object({ cloak: Cloak, board: BoardSlug, file: PostedFile, at: z.number() });

/** Whom a token is for, and where it may be used. */
export interface TokenScope {
  readonly cloak: string;
  readonly board: string;
}

/**
 * Seals files that were accepted for a post that was refused, so that they stay attached to the form for an hour: a
 * visitor can neither read a token (it would show where the file is), nor make one, nor use another's.
 */
@Injectable()
export class FileTokens {
  private readonly key: Buffer;

  constructor(@Inject(GATEWAY_CONFIG) config: Pick<GatewayConfig, 'TOKEN_KEY'>) {
    this.key = Buffer.from(hkdfSync('sha256', config.TOKEN_KEY, '', 'board file token', 32));
  }

  seal(file: PostedFile, scope: TokenScope, now = Date.now()): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce);
    const content = JSON.stringify({ ...scope, file, at: now });
    const sealed = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** The files of tokens, each content once; those that cannot be opened are left out, and `problem` says so. */
  openAll(tokens: readonly string[], scope: TokenScope): { files: PostedFile[]; problem?: DomainError } {
    const files = new Map<string, PostedFile>();
    let problem: DomainError | undefined;
    for (const token of tokens) {
      try {
        const file = this.open(token, scope);
        if (!files.has(file.sha)) files.set(file.sha, file);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        problem = error;
      }
    }
    return { files: [...files.values()], ...(problem && { problem }) };
  }

  /** Throws `file_token_invalid` for one that is not ours, too old, another visitor's or another board's. */
  open(token: string, scope: TokenScope, now = Date.now()): PostedFile {
    const content = this.decrypt(token);
    const fits = content?.cloak === scope.cloak && content.board === scope.board;
    if (!content || !fits || now - content.at > LIFE_MS) throw new DomainError('file_token_invalid');
    return content.file;
  }

  private decrypt(token: string): z.infer<typeof Content> | undefined {
    if (token.length > MAX_CHARS || !/^[\w-]+$/.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      const text =
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      return Content.parse(JSON.parse(text));
    } catch {
      // Not sealed by this key, or by a release that sealed other things: both mean "attach it again".
      return undefined;
    }
  }
}
