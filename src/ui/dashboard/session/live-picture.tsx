import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { isReachable } from "../api/call.ts";
import { watchEvents } from "../api/events.ts";
import { framesPath, type ShownSession, type Tab } from "../api/sessions.ts";
import { problemFrom } from "../api/problem.ts";
import { shortUrl } from "../../words.ts";
import { whileSeen } from "../seen.ts";

interface Frame {
	readonly image: string;
	readonly width: number;
	readonly height: number;
}

const MOST_WIDTH = 1920;
const SHOWN_WIDTH = 960;

export interface LivePictureProps {
	readonly session: ShownSession;
	readonly tabs: readonly Tab[];
	/** Called when there will be no more pictures. */
	readonly onEnd: () => void;
}

/** The page in front, as it is now. Watching it is no use of the session, and nothing is sent while nobody looks. */
export function LivePicture({ session, tabs, onEnd }: LivePictureProps) {
	const { id, state } = session;
	const { source, size, trouble } = useMemo(
		() => ({ source: signal(""), size: signal(""), trouble: signal("") }),
		[id],
	);
	useEffect(() => {
		if (state !== "running") return;
		return whileSeen((giveUp) => {
			const width = Math.min(Math.round(SHOWN_WIDTH * devicePixelRatio), MOST_WIDTH);
			trouble.value = "";
			const watching = watchEvents(framesPath(id, width), giveUp, ({ name, data }) => {
				if (name === "end") return onEnd();
				if (name !== "frame") return;
				const frame = JSON.parse(data) as Frame;
				source.value = `data:image/jpeg;base64,${frame.image}`;
				size.value = `${frame.width} × ${frame.height}`;
			});
			watching.catch((fault: unknown) => (trouble.value = problemFrom(fault).message));
		});
	}, [id, state]);
	// Frames don't say which of several tabs is in front.
	const [tab] = tabs;
	const shown = tab !== undefined && tabs.length === 1 ? shortUrl(tab.url, 200) : "The tab in front";
	return (
		<figure class="picture">
			<div class="screen">
				{source.value === "" ? (
					<p class="quiet">{waitingWords(session, trouble.value)}</p>
				) : (
					<img src={source} alt={`Live: ${shown}`} decoding="sync" />
				)}
			</div>
			<figcaption>
				{state === "running" &&
					(isReachable.value ? <span class="live">Live</span> : <span class="quiet">As it was</span>)}
				<span class="cut">{state === "running" && shown}</span>
				<span class="quiet">{size}</span>
			</figcaption>
		</figure>
	);
}

function waitingWords({ state }: ShownSession, trouble: string): string {
	if (trouble !== "") return trouble;
	if (state === "waiting") return "It waits for a browser.";
	return state === "creating" ? "Its browser starts…" : "No picture yet. There may be no tab.";
}
