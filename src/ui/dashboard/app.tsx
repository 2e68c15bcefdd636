import { AuditPage } from "./admin/audit-page.tsx";
import { TokenPage } from "./admin/token-page.tsx";
import { DomainSetPage } from "./admin/domain-set-page.tsx";
import { CapacityPage } from "./admin/capacity-page.tsx";
import { isReachable } from "./api/call.ts";
import { holder, mayWrite, signIn } from "./api/holder.ts";
import { token } from "./api/token.ts";
import { CrawlListPage } from "./crawl/crawl-list-page.tsx";
import { CrawlPage } from "./crawl/crawl-page.tsx";
import { CreatePage } from "./create/create-page.tsx";
import { ListPage } from "./list/list-page.tsx";
import { Announcer } from "./parts/announcer.tsx";
import { PageTitle } from "./parts/page-title.tsx";
import { ProblemNote } from "./parts/problem-note.tsx";
import { Skeleton } from "./parts/skeleton.tsx";
import { usePolling } from "./polling.ts";
import { place, route } from "./route.ts";
import { SessionPage } from "./session/session-page.tsx";
import { SignInPage } from "./sign-in-page.tsx";
import { TopBar } from "./top-bar.tsx";

/** Everything that a person sees. */
export const App = () => (
	<>
		<Announcer />
		{token.value === undefined ? <SignInPage /> : <SignedIn key={token.value} token={token.value} />}
	</>
);

function SignedIn({ token: given }: { readonly token: string }) {
	const isKnown = holder.value !== undefined;
	const known = usePolling(() => (isKnown ? Promise.resolve() : signIn(given)), undefined, []);
	return (
		<>
			<a class="skip" href="#main" onClick={skip}>
				Skip to the content
			</a>
			<div class="over">
				<TopBar />
				{!isReachable.value && (
					<p class="banner" role="alert">
						Berth can’t be reached. What you see is as it was; it is tried again by itself.
					</p>
				)}
			</div>
			<main id="main" tabIndex={-1}>
				{isKnown ? (
					<Page />
				) : known.problem === undefined ? (
					<Skeleton />
				) : (
					<ProblemNote problem={known.problem} what="You could not be signed in" />
				)}
			</main>
		</>
	);
}

function Page() {
	const { page, id } = route.value;
	const isAdmin = holder.value?.isAdmin === true;
	switch (page) {
		case "sessions":
			return id === undefined ? <ListPage /> : <SessionPage key={id} id={id} />;
		case "new":
			return mayWrite() ? <CreatePage /> : <NoSuchPage />;
		case "crawls":
			return id === undefined ? <CrawlListPage /> : <CrawlPage key={id} id={id} />;
		case "capacity":
			return <CapacityPage />;
		case "tokens":
			return isAdmin ? <TokenPage /> : <NoSuchPage />;
		case "domain-sets":
			return isAdmin ? <DomainSetPage /> : <NoSuchPage />;
		case "audit":
			return isAdmin ? <AuditPage /> : <NoSuchPage />;
		default:
			return <NoSuchPage />;
	}
}

const NoSuchPage = () => (
	<div class="empty">
		<PageTitle title="There is no such page" />
		<p>
			<a href={place("sessions")}>See the sessions</a>
		</p>
	</div>
);

/** The address after `#` is the page's own, so the link can't be followed. */
function skip(event: MouseEvent): void {
	event.preventDefault();
	document.querySelector<HTMLElement>("#main")?.focus();
}
