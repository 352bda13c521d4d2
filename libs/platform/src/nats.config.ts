import { z } from 'zod';

/** Where NATS is, and who asks there. The last three come by a file as a rule: `NATS_CREDS_FILE=/run/secrets/nats.creds`. */
export const natsConfig = {
  /** One server, or several divided by commas; a user and a password, or a token, may stand in it. */
  NATS_URL: z
    .string()
    .refine(
      (text) => text.split(',').every(isServer),
      'must look like nats://user:password@host:4222; in a password % / : # ? , and @ are written %25 %2F %3A %23 %3F %2C %40',
    )
    .default('nats://127.0.0.1:4222'),
  NATS_CREDS: z
    .string()
    .regex(/-BEGIN NATS USER JWT-/, 'must be the text of a creds file; NATS_CREDS_FILE takes its name')
    .optional(),
  NATS_NKEY: z
    .string()
    .trim()
    .regex(
      /^SU[A-Z2-7]{56}$/,
      'must be the seed of a user, as SUA…; NATS_NKEY_FILE takes the name of its file',
    )
    .optional(),
  NATS_TLS_CA: z
    .string()
    .regex(/-BEGIN CERTIFICATE-/, 'must be a certificate (PEM); NATS_TLS_CA_FILE takes the name of its file')
    .optional(),
};

function isServer(text: string): boolean {
  if (!/^\s*(nats|tls):\/\/\S+\s*$/.test(text) || !URL.canParse(text.trim())) return false;
  const { host, username, password } = new URL(text.trim());
  return host !== '' && [username, password].every((word) => /^(?:[^%]|%[0-9a-f]{2})*$/i.test(word));
}
