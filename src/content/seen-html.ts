import liveDocumentScript from "./page/live-document.page.js";
import seenHtmlScript from "./page/seen-html.page.js";
import sightScript from "./page/sight.page.js";

/**
 * A function for `Runtime.callFunctionOn` of an element: takes how many characters there may be, and gives the element's
 * HTML without what nobody sees, its whole length and its base address.
 */
export const SEEN_HTML = `function (most) {${[liveDocumentScript, sightScript, seenHtmlScript].join("\n")}
return seenHtml(this, most);}`;
