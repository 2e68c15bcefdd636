import { useState } from "preact/hooks";
import { isActive } from "../../../domain/session.ts";
import { mayWrite } from "../api/holder.ts";
import { deleteArtifact, listArtifacts, type ShownArtifact, type ShownSession } from "../api/sessions.ts";
import { bytes, dateAndTime } from "../format.ts";
import { announce } from "../parts/announcer.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { atThisOrigin, ExternalLink } from "../parts/external-link.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";

const REFRESH_MS = 5_000;
const PICTURES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);

/** What was kept of a session. */
export function ArtifactPanel({ session: { id, state } }: { readonly session: ShownSession }) {
	const isLast = () => !isActive(state);
	const { data, problem, refresh } = usePolling(
		(signal) => listArtifacts(id, signal),
		REFRESH_MS,
		[id, state],
		isLast,
	);
	const [doomed, setDoomed] = useState<ShownArtifact>();
	if (data === undefined)
		return problem === undefined ? (
			<Skeleton />
		) : (
			<ProblemNote problem={problem} what="The artifacts can’t be read" />
		);
	if (data.artifacts.length === 0)
		return (
			<p class="empty small">
				Nothing was kept so far. Screenshots and PDFs of commands are, and downloads where that was asked for.
			</p>
		);
	const remove = async ({ objectId, name }: ShownArtifact) => {
		setDoomed(undefined);
		await deleteArtifact(id, objectId).catch(() => undefined);
		announce(`${name} is removed`);
		refresh();
	};
	return (
		<>
			<ul class="artifacts">
				{data.artifacts.map((artifact) => (
					<ArtifactItem
						key={artifact.objectId}
						artifact={artifact}
						onRemove={mayWrite() ? () => setDoomed(artifact) : undefined}
					/>
				))}
			</ul>
			{doomed !== undefined && (
				<Confirm
					title={`Remove ${doomed.name}?`}
					action="Remove it"
					onConfirm={() => void remove(doomed)}
					onCancel={() => setDoomed(undefined)}
				>
					<p>Links to it stop working.</p>
				</Confirm>
			)}
		</>
	);
}

interface ArtifactItemProps {
	readonly artifact: ShownArtifact;
	readonly onRemove: (() => void) | undefined;
}

function ArtifactItem({ artifact, onRemove }: ArtifactItemProps) {
	const { name, type, contentType, size, createdAt, publicUrl } = artifact;
	const address = atThisOrigin(publicUrl);
	// Each answer has fresh links; the picture stays the one that was fetched.
	const [thumbnail] = useState(address);
	return (
		<li>
			<div class="thumbnail">
				{PICTURES.has(contentType) ? (
					<img src={thumbnail} alt="" loading="lazy" />
				) : (
					<span aria-hidden="true">{type}</span>
				)}
			</div>
			<p class="name cut">
				<ExternalLink href={address} title={name}>
					{name}
				</ExternalLink>
			</p>
			<p class="quiet">
				{type} · {bytes(size)}
			</p>
			<p class="quiet">{dateAndTime(createdAt)}</p>
			{onRemove !== undefined && (
				<button type="button" class="link" aria-label={`Remove ${name}`} onClick={onRemove}>
					Remove
				</button>
			)}
		</li>
	);
}
