const REF = /^(?:ref=|@)?(e\d+)$/;
/** Two, with spaces around them: puppeteer's own `>>>` and `>>>>` are for shadow roots. */
const HOP = /\s>>\s/;

/** A selector's parts: each is looked for inside what the one before it found, in its document if that is an iframe. */
export const hopsOf = (selector: string): readonly string[] => selector.split(HOP).map((hop) => hop.trim());

/** The name that a snapshot gave, where a part of a selector is one. */
export const refIn = (hop: string): string | undefined => REF.exec(hop)?.[1];

/** Whether a part is plain CSS, without the syntax that puppeteer adds: `aria/`, `text/`, `xpath/`, `>>>`. */
export const isCss = (hop: string): boolean => !/^(aria|text|xpath|pierce)[/=]|>>>|::-p-/.test(hop);
