/** What a failed quick action is answered with. */
interface FailureText {
	readonly status: 422 | 500;
	readonly message: string;
}

const page = (message: string): FailureText => ({ status: 422, message });
const internal = (message: string): FailureText => ({ status: 500, message });

/** Cloudflare's numbers of failures of quick actions, each with its one sentence; `detail` beside it is the browser's. */
export const QUICK_FAILURES: ReadonlyMap<number, FailureText> = new Map([
	[2012, page("The page could not be turned into Markdown.")],
	[2017, internal("The accessibility tree could not be built.")],
	[2018, internal("The accessibility tree of the root element could not be built.")],
	[5000, page("No secure connection could be made: the site's TLS or its certificate is not valid.")],
	[5001, page("The site's address is not valid or cannot be reached.")],
	[5002, page("The navigation was aborted, or the connection timed out.")],
	[5003, page("The page redirects too many times.")],
	[5004, page("The site broke the HTTP/2 protocol.")],
	[5005, page("The site's host name could not be resolved.")],
	[5006, page("The connection to the site was closed before the page was there.")],
	[5007, page("The site answered with an error and without a page.")],
	[5008, page("The site refused the connection.")],
	[5009, page("The page could not be loaded because of a network error.")],
	[5010, page("The URL is not valid, or nothing is there.")],
	[5011, page("The site answered with nothing.")],
	[6000, page("The page changed while the action ran, or the element is not there.")],
	[6001, page("The page or its browser closed before the action was done.")],
	[6002, page("The action timed out.")],
	[6003, page("The screenshot or the PDF could not be made.")],
	[6004, page("The page's content security policy does not allow what the action needs.")],
	[6005, page("The selector is not valid CSS.")],
	[6006, page("A script could not be added to the page.")],
]);

const unknownFailure = page("The action failed.");

/** The status and the sentence of a failure's code. */
export const failureText = (code: number): FailureText => QUICK_FAILURES.get(code) ?? unknownFailure;
