/**
 * The targets of tabs that Berth has open for itself in its sessions' browsers. Not every browser hides them, and nobody
 * is to be shown one, or sent there. The ids are random: one set will do for all browsers.
 */
export const ownTabs = new Set<string>();
