import type { CommandMessage } from "../relay/command-message.ts";

/**
 * What a read-only connection may send: looking at the page, its frames, its messages and its requests. Everything else
 * is refused. Left out on purpose: whatever navigates, types or changes; `Runtime.evaluate`, `callFunctionOn` and
 * `getProperties`, which run the page's code; the rest of `Network`, and `Storage`, whose answers are cookies and
 * bodies; `DOMSnapshot`, whose answers hold what was typed into password fields; `Page.captureScreenshot`, which can
 * resize the page (the screencast can't, and without an emulated focus it has no picture of a tab in the background); `IO`, `Fetch`, `Target` and `Browser`, which reach beyond the one target.
 */
const READONLY_METHODS: ReadonlySet<string> = new Set([
	"Accessibility.disable",
	"Accessibility.enable",
	"Accessibility.getChildAXNodes",
	"Accessibility.getFullAXTree",
	"Accessibility.getPartialAXTree",
	"Accessibility.getRootAXNode",
	"CSS.disable",
	"CSS.enable",
	"CSS.getBackgroundColors",
	"CSS.getComputedStyleForNode",
	"CSS.getInlineStylesForNode",
	"CSS.getMatchedStylesForNode",
	"CSS.getPlatformFontsForNode",
	"CSS.getStyleSheetText",
	"DOM.describeNode",
	"DOM.disable",
	"DOM.enable",
	"DOM.getAttributes",
	"DOM.getBoxModel",
	"DOM.getContentQuads",
	"DOM.getDocument",
	"DOM.getNodeForLocation",
	"DOM.getOuterHTML",
	"DOM.querySelector",
	"DOM.querySelectorAll",
	"DOM.requestChildNodes",
	"Emulation.setFocusEmulationEnabled",
	"Inspector.disable",
	"Inspector.enable",
	"Log.disable",
	"Log.enable",
	"Network.disable",
	"Network.enable",
	"Page.disable",
	"Page.enable",
	"Page.getFrameTree",
	"Page.getLayoutMetrics",
	"Page.getNavigationHistory",
	"Page.getResourceTree",
	"Page.screencastFrameAck",
	"Page.startScreencast",
	"Page.stopScreencast",
	"Performance.disable",
	"Performance.enable",
	"Performance.getMetrics",
	"Runtime.disable",
	"Runtime.enable",
	"Schema.getDomains",
]);

/** Options that open the browser's own parts of a page, where password fields keep what was typed. */
const PIERCING_OPTIONS = ["pierce", "includeUserAgentShadowDOM", "includeShadowDOM"];

/** Whether a read-only connection may send the command. */
export const isReadonly = ({ method, params = {}, sessionId }: CommandMessage): boolean =>
	READONLY_METHODS.has(method) &&
	sessionId === undefined &&
	PIERCING_OPTIONS.every((option) => params[option] === undefined || params[option] === false);
