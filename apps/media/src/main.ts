import { requireNode } from '@board/platform/node-version';

requireNode('media');
// Only now, since an older Node cannot even link what this imports.
await import('./start.js');
