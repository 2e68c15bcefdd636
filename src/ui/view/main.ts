import { showLiveView } from "../live/live-view.ts";
import { showDevtools } from "./devtools.ts";
import { readLink } from "./link.ts";
import { mainOf, Notice } from "./notice.ts";
import "./style.css";

const link = readLink(location.search, location.host);

if (typeof link === "string") {
	const notice = new Notice();
	notice.ended(link);
	document.body.replaceChildren(notice.element, mainOf("This link can't be opened"));
} else if (link.mode === "devtools") showDevtools(link);
else showLiveView(link);
