import { useState } from "preact/hooks";
import { Confirm } from "../parts/confirm.tsx";

/** Ends all links of a session at once, after a question. */
export function RevokeLinks({ onRevoke }: { readonly onRevoke: () => void }) {
	const [isAsking, setIsAsking] = useState(false);
	const revoke = () => {
		setIsAsking(false);
		onRevoke();
	};
	return (
		<>
			<button type="button" onClick={() => setIsAsking(true)}>
				Revoke links
			</button>
			{isAsking && (
				<Confirm
					title="Revoke all links of this session?"
					action="Revoke them"
					onConfirm={revoke}
					onCancel={() => setIsAsking(false)}
				>
					<p>
						Live views, DevTools pages, handoff links and links to what was kept stop working, and what is
						open by them is closed. Clients with a token stay connected. New links can be made at once.
					</p>
				</Confirm>
			)}
		</>
	);
}
