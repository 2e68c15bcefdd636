import readability from "@mozilla/readability/Readability.js";
import brandingScript from "./page/branding.page.js";
import copyScript from "./page/copy.page.js";
import edgesScript from "./page/edges.page.js";
import framesScript from "./page/frames.page.js";
import harvestScript from "./page/harvest.page.js";
import headingsScript from "./page/headings.page.js";
import linksScript from "./page/links.page.js";
import liveDocumentScript from "./page/live-document.page.js";
import mainContentScript from "./page/main-content.page.js";
import metadataScript from "./page/metadata.page.js";
import microdataScript from "./page/microdata.page.js";
import sightScript from "./page/sight.page.js";
import sourceScript from "./page/source.page.js";
import structuredScript from "./page/structured.page.js";

/** What a harvest looks at beside metadata, links and images, which it always has. */
export interface Wanted {
	readonly main: boolean;
	readonly html: boolean;
	/** Whether what nobody sees is part of both. */
	readonly hidden: boolean;
	readonly rawHtml: boolean;
	readonly structured: boolean;
	readonly branding: boolean;
}

const SCRIPT = [
	liveDocumentScript,
	edgesScript,
	sightScript,
	framesScript,
	sourceScript,
	copyScript,
	linksScript,
	metadataScript,
	headingsScript,
	mainContentScript,
	microdataScript,
	structuredScript,
	brandingScript,
	harvestScript,
].join("\n");

/** The expression that gives a page's harvest, for a world of its own in that page: it trusts that world's prototypes. */
export const harvestExpression = (wanted: Wanted): string =>
	// It is half of all that Chrome would have to read; with its licence, which is its first comment.
	`(() => {${wanted.main ? readability : ""}\n${SCRIPT}\nreturn harvest(document, ${JSON.stringify(wanted)});})()`;
