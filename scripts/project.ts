import { dirname, join } from "node:path";

export const projectRoot = dirname(import.meta.dirname);

/** All that the scripts make for themselves. It can be deleted at any time. */
export const berthFolder = join(projectRoot, ".berth");

/** The cache folder (as in `XDG_CACHE_HOME`) of every wrangler that is started here; `.env` says the same. */
export const cacheHome = join(berthFolder, "cache");
