import copyScript from "./page/copy.page.js";
import edgesScript from "./page/edges.page.js";
import framesScript from "./page/frames.page.js";
import liveDocumentScript from "./page/live-document.page.js";
import seenHtmlScript from "./page/seen-html.page.js";
import sightScript from "./page/sight.page.js";
import sourceScript from "./page/source.page.js";

const SCRIPT = [
	liveDocumentScript,
	edgesScript,
	sightScript,
	framesScript,
	copyScript,
	sourceScript,
	seenHtmlScript,
].join("\n");

/**
 * A function for `Runtime.callFunctionOn` of an element: takes how many characters there may be and whether what nobody sees
 * is wanted. Gives the element's HTML, or its document's source with its `type`, the whole length and the base address.
 */
export const READ_ELEMENT = `function (most, includesHidden) {${SCRIPT}
return readElement(this, most, includesHidden);}`;
