import { SetSite, SiteSettings, type SiteView } from '@board/contracts';
import { Input, Rpc } from '@board/messaging';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { recordAct } from '../care/record-act.js';
import { Database, type Transaction } from '../database/database.js';
import { sql, type Statement } from '../database/statement.js';
import { Outbox } from '../outbox/outbox.js';
import { parseSetting } from './parse-setting.js';
import { beginSiteChange, renewBoards } from './renew-boards.js';
import { SITE_JSON } from './site.view.js';

type SetSiteInput = z.output<typeof SetSite.input>;

const SET: Record<SetSiteInput['setting'], Statement> = {
  name: sql`UPDATE site SET name = $1`,
  about: sql`UPDATE site SET about = $1`,
  contact: sql`UPDATE site SET contact = $1`,
};
const FIND = sql`SELECT ${SITE_JSON} AS site`;

@Controller()
export class SetSiteHandler {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  @Rpc(SetSite)
  async set(@Input(SetSite) { setting, value, by }: SetSiteInput): Promise<SiteView> {
    const kept = value === null ? '' : parseSetting(SiteSettings.shape[setting], setting, value);
    const site = await this.database.transaction(async (tx) => {
      const set = await this.run(tx, setting, kept);
      await recordAct(tx, { by, act: 'site', target: setting, details: { value: kept } });
      return set;
    });
    this.outbox.nudge();
    return site;
  }

  private async run(tx: Transaction, setting: SetSiteInput['setting'], value: string): Promise<SiteView> {
    const boards = await beginSiteChange(tx);
    await renewBoards(tx, boards, () => tx.rows(SET[setting], [value]));
    const [found] = await tx.rows<{ site: SiteView }>(FIND);
    if (!found) throw new Error('The table site is empty');
    return found.site;
  }
}
