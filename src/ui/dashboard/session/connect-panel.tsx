import { useState } from "preact/hooks";
import type { ShownSession } from "../api/sessions.ts";
import { token } from "../api/token.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { TabList } from "../parts/tab-list.tsx";
import { SNIPPETS, snippet, type SnippetName } from "./snippets.ts";

/** How to connect to a session, to copy. The token stands in it only where a person wants it to. */
export function ConnectPanel({ session }: { readonly session: ShownSession }) {
	const [name, setName] = useState<SnippetName>("puppeteer");
	const [hasToken, setHasToken] = useState(false);
	if (session.webSocketDebuggerUrl === undefined)
		return <p class="empty small">It has ended: there is nothing to connect to.</p>;
	const text = snippet(name, session.webSocketDebuggerUrl, session, hasToken ? token.value : undefined);
	return (
		<>
			<div class="panel-bar">
				<TabList
					label="Client"
					prefix="snippet"
					current={name}
					onPick={(picked) => setName(picked as SnippetName)}
					tabs={SNIPPETS}
				/>
				<label class="tick">
					<input
						type="checkbox"
						checked={hasToken}
						onChange={({ currentTarget }) => setHasToken(currentTarget.checked)}
					/>
					<span>With my token in it</span>
				</label>
			</div>
			<div class="code" role="tabpanel" id="snippet-panel" aria-labelledby={`snippet-tab-${name}`}>
				<pre tabIndex={0} aria-label="The code">
					{text}
				</pre>
				<CopyButton text={text} what="the code" />
			</div>
			{!hasToken && (
				<p class="quiet">
					It reads the token from <code>BERTH_TOKEN</code>, so that the code can be shared.
				</p>
			)}
		</>
	);
}
