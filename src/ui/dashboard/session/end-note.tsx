import type { ShownSession } from "../api/sessions.ts";
import { dateAndTime } from "../format.ts";

/** Says that a session has ended, when and why. */
export function EndNote({ session }: { readonly session: ShownSession }) {
	const { closeReason, closeReasonText, endTime = 0 } = session;
	const isAsked = closeReason === "NormalClosure" || closeReason === "BrowserIdle";
	return (
		<div class={isAsked ? "note" : "note problem"} id="end">
			<strong>
				{session.state === "closing" ? "It is ending" : "It has ended"}: {closeReason}
			</strong>
			<p>{closeReasonText}</p>
			<p class="quiet">{dateAndTime(endTime)}</p>
		</div>
	);
}
