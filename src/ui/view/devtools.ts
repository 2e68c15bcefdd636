import { version } from "@react-native/debugger-frontend/package.json";
import { hearFrame } from "../devtools/frame-events.ts";
import type { ViewLink } from "./link.ts";
import { mainOf, Notice } from "./notice.ts";
import { ASK_FOR_LINK, whyClosed } from "./why-closed.ts";

const WATCHING = { word: "Read-only", sentence: "You watch: Berth refuses whatever would act on the page." };

/** Fills the page with DevTools. */
export function showDevtools({ socketUrl, isReadonly }: ViewLink): void {
	const notice = new Notice(isReadonly ? WATCHING : undefined);
	const frame = document.createElement("iframe");
	frame.title = "DevTools";
	frame.allow = "clipboard-read; clipboard-write";
	const loading = document.createElement("p");
	loading.textContent = "Loading DevTools…";
	let hasShownPage = false;
	const connect = () => {
		notice.clear();
		frame.hidden = false;
		loading.hidden = false;
		hasShownPage = false;
		frame.src = frontEndUrl(socketUrl);
	};
	hearFrame(frame, "devtools:page", ({ title, url }) => {
		hasShownPage = true;
		loading.hidden = true;
		document.title = `${title === "" ? url : title} · Berth`;
	});
	const explain = async (reason: string) => {
		const { text, over } = await whyClosed(socketUrl, reason);
		notice.ended(
			over === "link" ? `${text} ${ASK_FOR_LINK}` : text,
			over === "nothing" ? connect : undefined,
		);
		// What was there can still be read; without anything, empty panels would only puzzle.
		frame.hidden = !hasShownPage;
		loading.hidden = true;
	};
	hearFrame(frame, "devtools:closed", ({ reason }) => void explain(reason));
	document.body.replaceChildren(notice.element, mainOf("DevTools", loading, frame));
	connect();
}

/** The front end takes the socket's address without its scheme, escaped like any part of a query. */
function frontEndUrl(socketUrl: string): string {
	const { protocol, host, pathname, search } = new URL(socketUrl);
	const query = new URLSearchParams({ [protocol.slice(0, -1)]: `${host}${pathname}${search}` });
	return `/ui/devtools/${version}/inspector?${query}`;
}
