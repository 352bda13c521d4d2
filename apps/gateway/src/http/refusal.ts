import { randomUUID } from 'node:crypto';
import { DomainError, type Reason } from '@board/contracts';
import { StoreUnavailable } from '@board/storage';
import { HttpException } from '@nestjs/common';

/** Errors of Fastify itself, by their code. Any other that blames the client is `input_invalid`. */
const BY_CODE: Record<string, Reason> = {
  FST_ERR_BAD_URL: 'page_not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'page_not_found',
  FST_ERR_ASYNC_CONSTRAINT: 'page_not_found',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'form_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'form_too_big',
};

const BY_STATUS: Record<number, Reason> = {
  403: 'cross_site',
  404: 'page_not_found',
  405: 'method_not_allowed',
  413: 'form_too_big',
  414: 'page_not_found',
  415: 'form_type',
};

/**
 * Any error that reached HTTP as a refusal that a person can read. What nobody foresaw is `internal`, with an incident
 * word that is also in the log.
 */
export function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof StoreUnavailable)
    return new DomainError('store_unavailable', undefined, { cause: error });
  const status = statusIn(error);
  const reason = BY_CODE[codeIn(error)] ?? BY_STATUS[status];
  if (reason) return new DomainError(reason, undefined, { cause: error });
  if (status >= 400 && status < 500) return new DomainError('input_invalid', undefined, { cause: error });
  return new DomainError('internal', undefined, { cause: error, incident: randomUUID().slice(0, 8) });
}

function statusIn(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 0;
  return typeof status === 'number' ? status : 0;
}

function codeIn(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A refusal as the renderer takes it. */
export function asRefusal(error: DomainError): Pick<DomainError, 'kind' | 'reason' | 'details' | 'incident'> {
  const { kind, reason, details, incident } = error;
  return { kind, reason, ...(details && { details }), ...(incident && { incident }) };
}
