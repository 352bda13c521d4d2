import { z } from 'zod';
import { Version } from '../names.js';

/**
 * What stands around every page beside the list of boards, '' where nobody said. `version` grows with each change of it
 * or of that list, so that a page can tell whether the list it is drawn with is as new as itself.
 */
export const SiteView = z.object({
  version: Version,
  name: z.string(),
  /** A few words on the home page. */
  about: z.string(),
  /** An e-mail address, or a page. */
  contact: z.string(),
});
export type SiteView = z.infer<typeof SiteView>;
